package ssestream

import (
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

func answer(contentType, body string) *http.Response {
	return &http.Response{
		Header: http.Header{"Content-Type": {contentType}}, Body: io.NopCloser(strings.NewReader(body)),
	}
}

func TestEvents(t *testing.T) {
	for _, one := range []struct {
		name, contentType, body string
		want                    []Event
	}{
		{"data over several lines", "text/event-stream", "event: a\ndata: {\ndata: }\n\n", []Event{{"a", []byte("{\n}")}}},
		{"any end of line, and comments", "text/event-stream; charset=utf-8", ": hello\r\ndata:1\r\n\r\ndata: 2\r\rdata: 3\n\n",
			[]Event{{"", []byte("1")}, {"", []byte("2")}, {"", []byte("3")}}},
		{"no empty line at the end", "text/event-stream", "data: last", []Event{{"", []byte("last")}}},
		{"JSON lines", "application/x-ndjson", "{\"a\":1}\n\n2", []Event{{"", []byte(`{"a":1}`)}, {"", []byte("2")}}},
	} {
		t.Run(one.name, func(t *testing.T) {
			decoder := NewDecoder(answer(one.contentType, one.body))
			var got []Event
			for decoder.Next() {
				got = append(got, decoder.Event())
			}
			if err := decoder.Err(); err != nil || !reflect.DeepEqual(got, one.want) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func TestRules(t *testing.T) {
	body := "event: ping\ndata: {}\n\ndata: {\"n\":1}\n\nevent: newer\ndata: {\"n\":2}\n\ndata: [DONE]\n\ndata: {\"n\":3}\n\n"
	rule := func(event Event) (Handling, string) {
		switch {
		case event.Type == "ping":
			return Skip, ""
		case strings.HasPrefix(string(event.Data), "[DONE]"):
			return Done, ""
		default:
			return Yield, ""
		}
	}
	stream := NewStreamWithRule[struct{ N int }](NewDecoder(answer("text/event-stream", body)), rule, nil)
	var got []int
	for stream.Next() {
		got = append(got, stream.Current().N)
	}
	if err := stream.Err(); err != nil || !reflect.DeepEqual(got, []int{1, 2}) {
		t.Error(got, err)
	}
	failing := NewStreamWithRule[int](NewDecoder(answer("text/event-stream", "data: no\n\n")), func(Event) (Handling, string) {
		return Fail, ""
	}, nil)
	if failing.Next() || failing.Err() == nil || !strings.Contains(failing.Err().Error(), "no") {
		t.Error(failing.Err())
	}
}
