// Package apijson decodes responses. Unknown data never causes an error: a field of an unexpected type is marked as
// invalid, an unknown field is kept, and an unknown enum value is accepted.
package apijson

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"example.com/sdk/internal/encoding/wire"
)

// exactness measures how well a value matches a type, to select a variant of a union.
type exactness int8

const (
	// wrong: a field has another type.
	wrong exactness = iota
	// loose: a value was converted, or is not a known one.
	loose
	// incomplete: a required field is missing.
	incomplete
	// extras: there are fields that the type lacks.
	extras
	exact
)

// Unmarshal decodes JSON into a pointer.
func Unmarshal(data []byte, to any) error {
	_, err := (&decoderBuilder{}).unmarshalWithExactness(data, to)
	return err
}

// UnmarshalRoot is [Unmarshal] for use in a method UnmarshalJSON: it does not call that method again.
func UnmarshalRoot(data []byte, to any) error {
	_, err := (&decoderBuilder{root: true}).unmarshalWithExactness(data, to)
	return err
}

// decoderBuilder decodes one document.
type decoderBuilder struct {
	// root: the outermost type is decoded by its fields.
	root bool
	fit  exactness
	// strict: values are not converted.
	strict bool
}

func (d *decoderBuilder) unmarshalWithExactness(data []byte, to any) (exactness, error) {
	v := reflect.ValueOf(to)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return wrong, fmt.Errorf("apijson: cannot read into %T", to)
	}
	n, err := parse(data)
	if err != nil {
		return wrong, err
	}
	d.fit = exact
	err = d.decode(n, v.Elem(), "")
	return d.fit, err
}

// lower limits the exactness of the value.
func (d *decoderBuilder) lower(fit exactness) {
	d.fit = min(d.fit, fit)
}

func (d *decoderBuilder) decode(n node, v reflect.Value, format string) error {
	t := v.Type()
	root := d.root
	d.root = false
	if _, isTime := wire.Time(v); isTime {
		return d.decodeTime(n, v, format)
	}
	if !root && t.Kind() != reflect.Interface && t.Kind() != reflect.Pointer && !decodedByFields(t) {
		if reflect.PointerTo(t).Implements(unmarshalerType) {
			return v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON([]byte(n.raw))
		}
	}
	if n.kind() == Null {
		if t.Kind() != reflect.Struct {
			v.SetZero()
		}
		return nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		d.root = root
		made := reflect.New(t.Elem())
		if err := d.decode(n, made.Elem(), format); err != nil {
			return err
		}
		v.Set(made)
		return nil
	case reflect.Interface:
		return d.decodeInterface(n, v, format)
	case reflect.Struct:
		if planOf(t).union {
			return d.decodeStructUnion(n, v)
		}
		return d.decodeStruct(n, v)
	case reflect.Map:
		return d.decodeMap(n, v, format)
	case reflect.Slice, reflect.Array:
		return d.decodeList(n, v, format)
	default:
		return d.decodeScalar(n, v)
	}
}

func (d *decoderBuilder) decodeInterface(n node, v reflect.Value, format string) error {
	if _, ok := unionOf(v.Type()); ok {
		return d.decodeUnion(n, v, format)
	}
	if v.NumMethod() > 0 {
		return mismatch(n, v.Type())
	}
	var value any
	if err := json.Unmarshal([]byte(n.raw), &value); err != nil {
		return err
	}
	v.Set(reflect.ValueOf(value))
	return nil
}

func (d *decoderBuilder) decodeMap(n node, v reflect.Value, format string) error {
	t := v.Type()
	if !n.isObject() || t.Key().Kind() != reflect.String {
		return mismatch(n, t)
	}
	out := reflect.MakeMap(t)
	var failure error
	n.members(func(name string, value node) {
		element := reflect.New(t.Elem()).Elem()
		if err := d.decode(value, element, format); err != nil {
			failure = err
		}
		out.SetMapIndex(reflect.ValueOf(name).Convert(t.Key()), element)
	})
	v.Set(out)
	return failure
}

func (d *decoderBuilder) decodeList(n node, v reflect.Value, format string) error {
	t := v.Type()
	if t.Elem().Kind() == reflect.Uint8 && n.kind() == String {
		return json.Unmarshal([]byte(n.raw), v.Addr().Interface())
	}
	if !n.isArray() {
		return mismatch(n, t)
	}
	elements := n.elements()
	out := v
	if t.Kind() == reflect.Slice {
		out = reflect.MakeSlice(t, len(elements), len(elements))
	}
	var failure error
	for i, element := range elements {
		if i >= out.Len() {
			break
		}
		if err := d.decode(element, out.Index(i), format); err != nil {
			failure = err
		}
	}
	if t.Kind() == reflect.Slice {
		v.Set(out)
	}
	return failure
}

var timeLayouts = []string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05.999999999",
	"2006-01-02T15:04:05.999999999Z0700",
	"2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999Z0700",
	"2006-01-02 15:04:05.999999999",
	"2006-01-02T15:04Z07:00",
	time.DateOnly,
}

func (d *decoderBuilder) decodeTime(n node, v reflect.Value, format string) error {
	if n.kind() == Null {
		v.SetZero()
		return nil
	}
	if n.kind() != String {
		return mismatch(n, v.Type())
	}
	layouts := timeLayouts
	if format == "date" {
		layouts = append([]string{time.DateOnly}, layouts...)
	}
	for i, layout := range layouts {
		t, err := time.Parse(layout, n.text())
		if err != nil {
			continue
		}
		if i > 0 {
			d.lower(loose)
		}
		v.Set(reflect.ValueOf(t).Convert(v.Type()))
		return nil
	}
	return mismatch(n, v.Type())
}
