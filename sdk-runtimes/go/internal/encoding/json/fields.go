package json

import (
	"reflect"
	"strings"
	"sync"

	"example.com/sdk/internal/encoding/wire"
)

// structField is an encoded field.
type structField struct {
	name      string
	index     []int
	format    string
	omitZero  bool
	omitEmpty bool
}

var structFields sync.Map

// fieldsOf returns the fields of a struct in encoding order. Of several with one name, the least nested one wins.
func fieldsOf(t reflect.Type) []structField {
	if known, ok := structFields.Load(t); ok {
		return known.([]structField)
	}
	fields := collectFields(t, nil)
	depth := map[string]int{}
	for _, field := range fields {
		if known, ok := depth[field.name]; !ok || len(field.index) < known {
			depth[field.name] = len(field.index)
		}
	}
	kept := fields[:0]
	seen := map[string]bool{}
	for _, field := range fields {
		if len(field.index) == depth[field.name] && !seen[field.name] {
			seen[field.name] = true
			kept = append(kept, field)
		}
	}
	structFields.Store(t, kept)
	return kept
}

func collectFields(t reflect.Type, path []int) []structField {
	var fields []structField
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		index := append(append([]int{}, path...), i)
		tag, tagged := field.Tag.Lookup("json")
		if tag == "-" {
			continue
		}
		name, options := wire.CutTag(tag)
		if field.Anonymous && name == "" {
			embedded := field.Type
			if embedded.Kind() == reflect.Pointer {
				embedded = embedded.Elem()
			}
			if embedded.Kind() == reflect.Struct {
				fields = append(fields, collectFields(embedded, index)...)
				continue
			}
		}
		if !field.IsExported() || strings.HasPrefix(tag, "-,") {
			continue
		}
		if name == "" {
			if tagged && hasOption(options, "inline") {
				continue
			}
			name = field.Name
		}
		fields = append(fields, structField{
			name:      name,
			index:     index,
			format:    field.Tag.Get("format"),
			omitZero:  hasOption(options, "omitzero"),
			omitEmpty: hasOption(options, "omitempty"),
		})
	}
	return fields
}

func hasOption(options string, name string) bool {
	for _, option := range strings.Split(options, ",") {
		if option == name {
			return true
		}
	}
	return false
}
