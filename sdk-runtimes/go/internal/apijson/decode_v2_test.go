//go:build !v1

package apijson

import (
	"testing"

	"example.com/sdk/packages/respjson"
)

type color string

type thing struct {
	Name  string  `json:"name" api:"required"`
	Color color   `json:"color"`
	Size  int64   `json:"size"`
	Parts []thing `json:"parts"`
	JSON  struct {
		Name        respjson.Field
		Color       respjson.Field
		Size        respjson.Field
		Parts       respjson.Field
		ExtraFields map[string]respjson.Field
		raw         string
	} `json:"-"`
}

// Whatever an API says that is newer than the SDK, nothing fails, and all of it can be read.
func TestWhatIsNewerThanTheSDK(t *testing.T) {
	const text = `{"name":null,"color":"a newer one","size":"not a number","parts":[{"newer":true}],"newer":{"a":[1]}}`
	var got thing
	if err := UnmarshalRoot([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if got.Color != "a newer one" || !got.JSON.Color.Valid() {
		t.Errorf("color: %q", got.Color)
	}
	if got.Size != 0 || got.JSON.Size.Valid() || got.JSON.Size.Raw() != `"not a number"` {
		t.Errorf("size: %d, %q", got.Size, got.JSON.Size.Raw())
	}
	if got.JSON.Name.Valid() || got.JSON.Name.Raw() != "null" {
		t.Errorf("name: %q", got.JSON.Name.Raw())
	}
	if got.JSON.ExtraFields["newer"].Raw() != `{"a":[1]}` {
		t.Errorf("newer: %q", got.JSON.ExtraFields["newer"].Raw())
	}
	if len(got.Parts) != 1 || got.Parts[0].JSON.ExtraFields["newer"].Raw() != "true" || got.Parts[0].JSON.Name.Raw() != "" {
		t.Errorf("parts: %+v", got.Parts)
	}
	if got.JSON.raw != text {
		t.Errorf("the text is kept: %q", got.JSON.raw)
	}
}
