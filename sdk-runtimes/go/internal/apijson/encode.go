package apijson

import (
	"bytes"
	"encoding/json"
	"reflect"
	"sort"

	shimjson "example.com/sdk/internal/encoding/json"
	"example.com/sdk/internal/encoding/wire"
)

// Marshal returns the JSON of parameters: keys are sorted, nil pointers and omitted parameters are left out.
func Marshal(value any) ([]byte, error) {
	return marshal(reflect.ValueOf(value), "", false)
}

// MarshalRoot is [Marshal] for use in a method MarshalJSON: it does not call that method again.
func MarshalRoot(value any) ([]byte, error) {
	return marshal(reflect.ValueOf(value), "", true)
}

// marshal returns nil if there is nothing to send.
func marshal(v reflect.Value, format string, root bool) ([]byte, error) {
	if !v.IsValid() {
		return nil, nil
	}
	if (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil() {
		return nil, nil
	}
	if t, ok := wire.Time(v); ok {
		return shimjson.MarshalString(wire.FormatTime(t, format)), nil
	}
	if v.CanInterface() {
		if param, ok := v.Interface().(wire.Value); ok {
			value, send := param.Wire()
			if !send {
				return nil, nil
			}
			if value == nil {
				return []byte("null"), nil
			}
			return marshal(reflect.ValueOf(value), format, false)
		}
		if marshaler, ok := v.Interface().(json.Marshaler); ok && !root {
			return marshaler.MarshalJSON()
		}
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return marshal(v.Elem(), format, root)
	case reflect.Struct:
		return marshalStruct(v)
	case reflect.Map:
		return marshalMap(v, format)
	case reflect.Slice, reflect.Array:
		return marshalList(v, format)
	default:
		return shimjson.Marshal(v.Interface())
	}
}

func marshalStruct(v reflect.Value) ([]byte, error) {
	fields := map[string][]byte{}
	if inline, err := collect(v, fields); inline != nil || err != nil {
		return inline, err
	}
	return object(fields), nil
}

// collect adds the fields of a struct, those of embedded ones first. A field that represents the whole value is
// returned instead.
func collect(v reflect.Value, fields map[string][]byte) (inline []byte, err error) {
	t := v.Type()
	for _, field := range planOf(t).embedded {
		if inner := v.Field(field.index); t.Field(field.index).IsExported() {
			if _, err := collect(inner, fields); err != nil {
				return nil, err
			}
		}
	}
	for _, field := range planOf(t).inline {
		return marshal(v.Field(field.index), field.format, false)
	}
	if extra := planOf(t).extras; extra != nil {
		for iter := v.Field(extra.index).MapRange(); iter.Next(); {
			data, err := marshal(iter.Value(), extra.format, false)
			if err != nil {
				return nil, err
			}
			if data != nil {
				fields[iter.Key().String()] = data
			}
		}
	}
	for _, field := range planOf(t).fields {
		data, err := marshal(v.Field(field.index), field.format, false)
		if err != nil {
			return nil, err
		}
		if data != nil {
			fields[field.name] = data
		}
	}
	return nil, nil
}

func object(fields map[string][]byte) []byte {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	sort.Strings(names)
	var out bytes.Buffer
	out.WriteByte('{')
	for i, name := range names {
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(shimjson.MarshalString(name))
		out.WriteByte(':')
		out.Write(fields[name])
	}
	out.WriteByte('}')
	return out.Bytes()
}

func marshalMap(v reflect.Value, format string) ([]byte, error) {
	if v.IsNil() {
		return nil, nil
	}
	fields := map[string][]byte{}
	for iter := v.MapRange(); iter.Next(); {
		data, err := marshal(iter.Value(), format, false)
		if err != nil {
			return nil, err
		}
		if data == nil {
			data = []byte("null")
		}
		fields[iter.Key().String()] = data
	}
	return object(fields), nil
}

func marshalList(v reflect.Value, format string) ([]byte, error) {
	if v.Kind() == reflect.Slice && v.IsNil() {
		return nil, nil
	}
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return shimjson.Marshal(v.Interface())
	}
	var out bytes.Buffer
	out.WriteByte('[')
	for i := 0; i < v.Len(); i++ {
		if i > 0 {
			out.WriteByte(',')
		}
		data, err := marshal(v.Index(i), format, false)
		if err != nil {
			return nil, err
		}
		if data == nil {
			data = []byte("null")
		}
		out.Write(data)
	}
	out.WriteByte(']')
	return out.Bytes(), nil
}
