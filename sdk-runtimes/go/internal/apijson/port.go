package apijson

import (
	"fmt"
	"reflect"
)

// Port copies the fields of a response struct, including those of embedded structs, and their metadata into the
// fields of another with the same JSON names.
func Port(from any, to any) error {
	target := reflect.ValueOf(to)
	if target.Kind() != reflect.Pointer || target.IsNil() || target.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("apijson: cannot copy into %T", to)
	}
	source := reflect.Indirect(reflect.ValueOf(from))
	if source.Kind() != reflect.Struct {
		return fmt.Errorf("apijson: cannot copy from %T", from)
	}
	fields := map[string]ported{}
	gather(source, fields)
	port(source, target.Elem(), fields)
	return nil
}

// ported is a field and its metadata, if any.
type ported struct {
	value reflect.Value
	meta  reflect.Value
}

func gather(v reflect.Value, into map[string]ported) {
	p := planOf(v.Type())
	for _, field := range p.embedded {
		gather(v.Field(field.index), into)
	}
	for _, field := range p.fields {
		entry := ported{value: v.Field(field.index)}
		if p.metadata != nil && field.meta >= 0 {
			entry.meta = v.Field(p.metadata.index).Field(field.meta)
		}
		into[field.name] = entry
	}
}

func port(source reflect.Value, target reflect.Value, fields map[string]ported) {
	p := planOf(target.Type())
	var meta reflect.Value
	if p.metadata != nil {
		meta = target.Field(p.metadata.index)
		if from := planOf(source.Type()).metadata; from != nil {
			old := source.Field(from.index)
			setRaw(meta, readRaw(old))
			copyField(meta.FieldByName("ExtraFields"), old.FieldByName("ExtraFields"))
		}
	}
	for _, field := range p.fields {
		entry, ok := fields[field.name]
		if !ok {
			continue
		}
		copyField(target.Field(field.index), entry.value)
		if meta.IsValid() && field.meta >= 0 {
			copyField(meta.Field(field.meta), entry.meta)
		}
	}
}

// copyField copies or converts a value; a value that does not fit is left unset.
func copyField(to reflect.Value, from reflect.Value) {
	switch {
	case !to.IsValid() || !from.IsValid() || !to.CanSet():
	case from.Type().AssignableTo(to.Type()):
		to.Set(from)
	case from.Kind() == to.Kind() && from.Type().ConvertibleTo(to.Type()):
		to.Set(from.Convert(to.Type()))
	}
}
