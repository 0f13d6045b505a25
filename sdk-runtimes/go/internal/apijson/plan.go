package apijson

import (
	"reflect"
	"sync"
	"unsafe"
)

// plan has the decoder's information about a struct type.
type plan struct {
	fields   []planField
	byName   map[string]int
	inline   []planField
	embedded []planField
	extras   *planField
	// metadata is the field JSON; nil if there is none.
	metadata *planField
	union    bool
}

type planField struct {
	index    int
	goName   string
	name     string
	format   string
	required bool
	known    map[string]bool
	// meta is the index of the field's metadata in the struct JSON; -1: none.
	meta int
}

var plans sync.Map

func planOf(t reflect.Type) *plan {
	if known, ok := plans.Load(t); ok {
		return known.(*plan)
	}
	made := makePlan(t)
	plans.Store(t, made)
	return made
}

func makePlan(t reflect.Type) *plan {
	p := &plan{byName: map[string]int{}, union: t.Implements(unionType)}
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		tag, ok := parseTag(field)
		planned := planField{
			index:    i,
			goName:   field.Name,
			name:     tag.name,
			format:   field.Tag.Get("format"),
			required: tag.required,
			known:    knownValues(t, tag.name),
			meta:     -1,
		}
		switch {
		case field.Anonymous && field.Type.Kind() == reflect.Struct && !ok:
			p.embedded = append(p.embedded, planned)
		case !ok || !field.IsExported():
		case tag.metadata:
			p.metadata = &planned
		case tag.extras:
			p.extras = &planned
		case tag.inline:
			p.inline = append(p.inline, planned)
		default:
			p.byName[tag.name] = len(p.fields)
			p.fields = append(p.fields, planned)
		}
	}
	if p.metadata != nil {
		meta := t.Field(p.metadata.index).Type
		for _, list := range [][]planField{p.fields, p.inline} {
			for i := range list {
				if field, ok := meta.FieldByName(list[i].goName); ok && len(field.Index) == 1 {
					list[i].meta = field.Index[0]
				}
			}
		}
	}
	return p
}

// setMetadata stores the metadata of a field in the struct JSON.
func setMetadata(meta reflect.Value, index int, raw string, s status) {
	if meta.IsValid() && index >= 0 {
		meta.Field(index).Set(newMetadata(meta.Field(index).Type(), raw, s))
	}
}

// setRaw stores the whole JSON of an object in an unexported field.
func setRaw(meta reflect.Value, raw string) {
	if field := meta.FieldByName("raw"); field.IsValid() && field.Kind() == reflect.String && field.CanAddr() {
		reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem().SetString(raw)
	}
}

// readRaw returns the JSON that setRaw stored.
func readRaw(meta reflect.Value) string {
	if field := meta.FieldByName("raw"); field.IsValid() && field.Kind() == reflect.String {
		return field.String()
	}
	return ""
}

// hasMetadata reports whether a type is decoded by its fields although it has a method UnmarshalJSON: that method
// would do the same, but lose the exactness.
func decodedByFields(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	if t.Implements(overriderType) || isVariant(t) {
		return true
	}
	meta, ok := t.FieldByName("JSON")
	if !ok || meta.Type.Kind() != reflect.Struct || len(meta.Index) != 1 {
		return false
	}
	_, ok = meta.Type.FieldByName("raw")
	return ok
}
