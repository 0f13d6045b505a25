package apijson

import (
	"reflect"
	"strings"

	"example.com/sdk/internal/encoding/wire"
)

// parsedTag has the contents of a field's struct tags.
type parsedTag struct {
	name     string
	required bool
	extras   bool
	metadata bool
	inline   bool
}

// parseTag parses the tags `json` and `api`; false: the field is ignored.
func parseTag(field reflect.StructField) (tag parsedTag, ok bool) {
	text, ok := field.Tag.Lookup("json")
	if !ok {
		tag.metadata = field.Name == "JSON"
		return tag, tag.metadata
	}
	name, options := wire.CutTag(text)
	tag.name = name
	isHidden := text == "-" || strings.HasPrefix(text, "-,")
	for _, option := range strings.Split(options+","+field.Tag.Get("api"), ",") {
		switch option {
		case "required":
			tag.required = true
		case "extras", "extrafields":
			tag.extras = true
		case "metadata":
			tag.metadata = true
		case "inline":
			tag.inline = true
		}
	}
	if field.Name == "JSON" && isHidden {
		tag.metadata = true
	}
	if tag.extras || tag.metadata || tag.inline {
		return tag, true
	}
	return tag, !isHidden && tag.name != ""
}
