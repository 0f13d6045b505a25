// Package json encodes JSON like encoding/json, and also supports the tag option "omitzero" (part of encoding/json
// since Go 1.24), the struct tag "format" of times, and slices and maps that represent null.
package json

import (
	"bytes"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"sort"
	"strconv"

	"example.com/sdk/internal/encoding/json/sentinel"
	"example.com/sdk/internal/encoding/wire"
)

// Marshal returns the JSON of v. Struct fields are in their order, the keys of maps sorted.
func Marshal(v any) ([]byte, error) {
	var out bytes.Buffer
	if err := encode(&out, reflect.ValueOf(v), ""); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// MarshalString returns the JSON of a string.
func MarshalString(text string) []byte {
	var out bytes.Buffer
	writeString(&out, text)
	return out.Bytes()
}

func writeString(out *bytes.Buffer, text string) {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	// Encoding a string cannot fail.
	_ = encoder.Encode(text)
	out.Truncate(out.Len() - 1)
}

type timeLayouter interface {
	MarshalJSONWithTimeLayout(format string) []byte
}

func encode(out *bytes.Buffer, v reflect.Value, format string) error {
	if !v.IsValid() {
		out.WriteString("null")
		return nil
	}
	if (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil() {
		out.WriteString("null")
		return nil
	}
	if t, ok := wire.Time(v); ok {
		writeString(out, wire.FormatTime(t, format))
		return nil
	}
	if done, err := encodeByMethod(out, v, format); done || err != nil {
		return err
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return encode(out, v.Elem(), format)
	case reflect.Struct:
		return encodeStruct(out, v)
	case reflect.Map:
		return encodeMap(out, v, format)
	case reflect.Slice:
		if v.IsNil() || sentinel.IsValueNull(v) {
			out.WriteString("null")
			return nil
		}
		if v.Type().Elem().Kind() == reflect.Uint8 {
			writeString(out, base64.StdEncoding.EncodeToString(v.Bytes()))
			return nil
		}
		return encodeList(out, v, format)
	case reflect.Array:
		return encodeList(out, v, format)
	default:
		return encodeScalar(out, v)
	}
}

// encodeByMethod uses a method of the value, or of its address if it is addressable.
func encodeByMethod(out *bytes.Buffer, v reflect.Value, format string) (bool, error) {
	if !v.CanInterface() {
		return false, nil
	}
	candidates := []any{v.Interface()}
	if v.Kind() != reflect.Pointer && v.CanAddr() {
		candidates = append(candidates, v.Addr().Interface())
	}
	for _, candidate := range candidates {
		if layouter, ok := candidate.(timeLayouter); ok && format != "" {
			if data := layouter.MarshalJSONWithTimeLayout(format); data != nil {
				out.Write(data)
				return true, nil
			}
		}
		if marshaler, ok := candidate.(json.Marshaler); ok {
			data, err := marshaler.MarshalJSON()
			if err != nil {
				return true, err
			}
			return true, json.Compact(out, data)
		}
		if marshaler, ok := candidate.(encoding.TextMarshaler); ok {
			text, err := marshaler.MarshalText()
			if err != nil {
				return true, err
			}
			writeString(out, string(text))
			return true, nil
		}
	}
	return false, nil
}

func encodeStruct(out *bytes.Buffer, v reflect.Value) error {
	out.WriteByte('{')
	first := true
	for _, field := range fieldsOf(v.Type()) {
		value, ok := fieldByIndex(v, field.index)
		if !ok || (field.omitZero && isZero(value)) || (field.omitEmpty && isEmpty(value)) {
			continue
		}
		if !first {
			out.WriteByte(',')
		}
		first = false
		writeString(out, field.name)
		out.WriteByte(':')
		if err := encode(out, value, field.format); err != nil {
			return err
		}
	}
	out.WriteByte('}')
	return nil
}

// fieldByIndex returns false if an embedded pointer on the way is nil.
func fieldByIndex(v reflect.Value, index []int) (reflect.Value, bool) {
	for i, step := range index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return reflect.Value{}, false
			}
			v = v.Elem()
		}
		v = v.Field(step)
	}
	return v, true
}

func isZero(v reflect.Value) bool {
	if v.CanInterface() {
		if zeroer, ok := v.Interface().(interface{ IsZero() bool }); ok {
			return (v.Kind() == reflect.Pointer && v.IsNil()) || zeroer.IsZero()
		}
	}
	return v.IsZero()
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	default:
		return v.IsZero()
	}
}

func encodeMap(out *bytes.Buffer, v reflect.Value, format string) error {
	if v.IsNil() || sentinel.IsValueNull(v) {
		out.WriteString("null")
		return nil
	}
	keys := make([]string, 0, v.Len())
	values := make(map[string]reflect.Value, v.Len())
	for iter := v.MapRange(); iter.Next(); {
		key := fmt.Sprint(iter.Key().Interface())
		keys = append(keys, key)
		values[key] = iter.Value()
	}
	sort.Strings(keys)
	out.WriteByte('{')
	for i, key := range keys {
		if i > 0 {
			out.WriteByte(',')
		}
		writeString(out, key)
		out.WriteByte(':')
		if err := encode(out, values[key], format); err != nil {
			return err
		}
	}
	out.WriteByte('}')
	return nil
}

func encodeList(out *bytes.Buffer, v reflect.Value, format string) error {
	out.WriteByte('[')
	for i := 0; i < v.Len(); i++ {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := encode(out, v.Index(i), format); err != nil {
			return err
		}
	}
	out.WriteByte(']')
	return nil
}

func encodeScalar(out *bytes.Buffer, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Bool:
		out.WriteString(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		out.WriteString(strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		out.WriteString(strconv.FormatUint(v.Uint(), 10))
	case reflect.Float32, reflect.Float64:
		return writeFloat(out, v.Float(), v.Type().Bits())
	case reflect.String:
		if number, ok := v.Interface().(json.Number); ok {
			out.WriteString(number.String())
			return nil
		}
		writeString(out, v.String())
	default:
		return &json.UnsupportedTypeError{Type: v.Type()}
	}
	return nil
}

func writeFloat(out *bytes.Buffer, number float64, bits int) error {
	if math.IsNaN(number) || math.IsInf(number, 0) {
		return &json.UnsupportedValueError{Value: reflect.ValueOf(number), Str: strconv.FormatFloat(number, 'g', -1, bits)}
	}
	notation := byte('f')
	if size := math.Abs(number); size != 0 && (size < 1e-6 || size >= 1e21) {
		notation = 'e'
	}
	out.WriteString(strconv.FormatFloat(number, notation, -1, bits))
	return nil
}
