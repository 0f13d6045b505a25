package apiquery

import (
	"net/url"
	"testing"
	"time"
)

type filter struct {
	From time.Time      `query:"from" format:"date"`
	Tags []string       `query:"tags"`
	Deep map[string]any `query:"deep,omitzero"`
}

func TestSpacesArePercentEncoded(t *testing.T) {
	settings := QuerySettings{Formats: map[string]string{"tags": " "}}
	if got := Encode(marshal(struct {
		Tags []string `query:"tags"`
	}{[]string{"a", "b+c"}}, settings)); got != "tags=a%20b%2Bc" {
		t.Error(got)
	}
}

func TestFormats(t *testing.T) {
	value := filter{
		From: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Tags: []string{"a", "b&c"},
		Deep: map[string]any{"x": []int{1, 2}},
	}
	for _, one := range []struct {
		settings QuerySettings
		want     string
	}{
		{QuerySettings{}, "deep[x]=1,2&from=2026-01-02&tags=a,b&c"},
		{QuerySettings{ArrayFormat: ArrayQueryFormatRepeat}, "deep[x]=1&deep[x]=2&from=2026-01-02&tags=a&tags=b&c"},
		{QuerySettings{ArrayFormat: ArrayQueryFormatBrackets, NestedFormat: NestedQueryFormatDots},
			"deep.x[]=1&deep.x[]=2&from=2026-01-02&tags[]=a&tags[]=b&c"},
		{QuerySettings{ArrayFormat: ArrayQueryFormatRepeat, Formats: map[string]string{"tags": "|", "deep": "application/json"}},
			`deep={"x":[1,2]}&from=2026-01-02&tags=a|b&c`},
		{QuerySettings{ArrayFormat: ArrayQueryFormatIndices}, "deep[x][0]=1&deep[x][1]=2&from=2026-01-02&tags[0]=a&tags[1]=b&c"},
	} {
		got := Encode(marshal(value, one.settings))
		if plain, err := url.QueryUnescape(got); err != nil || plain != one.want {
			t.Errorf("%+v: %s", one.settings, plain)
		}
	}
	if got := marshal(filter{}, QuerySettings{}).Encode(); got != "from=0001-01-01" {
		t.Errorf("nothing is sent for what is empty: %s", got)
	}
}
