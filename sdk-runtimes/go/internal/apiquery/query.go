// Package apiquery serialises parameters as query strings.
package apiquery

import (
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"example.com/sdk/internal/encoding/wire"
)

// QuerySettings are the formats of arrays and nested values.
type QuerySettings struct {
	NestedFormat NestedQueryFormat
	ArrayFormat  ArrayQueryFormat
	// Formats has the parameters that are written unlike the others, by name: the separator of a list, or the content
	// type of a value that is written as JSON.
	Formats map[string]string
}

// NestedQueryFormat is the format of the names of nested values.
type NestedQueryFormat int

const (
	// NestedQueryFormatBrackets writes a[b]=1.
	NestedQueryFormatBrackets NestedQueryFormat = iota
	// NestedQueryFormatDots writes a.b=1.
	NestedQueryFormatDots
)

// ArrayQueryFormat is the format of arrays.
type ArrayQueryFormat int

const (
	// ArrayQueryFormatComma writes a=1,2.
	ArrayQueryFormatComma ArrayQueryFormat = iota
	// ArrayQueryFormatRepeat writes a=1&a=2.
	ArrayQueryFormatRepeat
	// ArrayQueryFormatIndices writes a[0]=1&a[1]=2.
	ArrayQueryFormatIndices
	// ArrayQueryFormatBrackets writes a[]=1&a[]=2.
	ArrayQueryFormatBrackets
)

type pair struct {
	key   string
	value string
}

type encoder struct {
	settings QuerySettings
	// separator of the items of a list; empty: a comma.
	separator string
}

// Encode writes a query. Not every server takes a plus for a space.
func Encode(values url.Values) string {
	return strings.ReplaceAll(values.Encode(), "+", "%20")
}

func marshal(value any, settings QuerySettings) url.Values {
	out := url.Values{}
	for _, p := range (encoder{settings: settings}).encode("", reflect.ValueOf(value), "") {
		out.Add(p.key, p.value)
	}
	return out
}

func (e encoder) encode(key string, v reflect.Value, format string) []pair {
	if !v.IsValid() || ((v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil()) {
		return nil
	}
	if t, ok := wire.Time(v); ok {
		return []pair{{key, wire.FormatTime(t, format)}}
	}
	if v.CanInterface() {
		if param, ok := v.Interface().(wire.Value); ok {
			value, send := param.Wire()
			if !send || value == nil {
				return nil
			}
			return e.encode(key, reflect.ValueOf(value), format)
		}
		if overrider, ok := v.Interface().(wire.Overrider); ok {
			if value, ok := overrider.Overrides(); ok {
				return e.encode(key, reflect.ValueOf(value), format)
			}
		}
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return e.encode(key, v.Elem(), format)
	case reflect.Struct:
		return e.encodeStruct(key, v)
	case reflect.Map:
		return e.encodeMap(key, v, format)
	case reflect.Slice, reflect.Array:
		return e.encodeList(key, v, format)
	default:
		return []pair{{key, scalar(v)}}
	}
}

func (e encoder) encodeStruct(key string, v reflect.Value) []pair {
	t := v.Type()
	_, isUnion := v.Interface().(wire.Union)
	var out []pair
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		tag, ok := field.Tag.Lookup("query")
		if !ok || tag == "-" {
			if field.Anonymous && field.IsExported() && field.Type.Kind() == reflect.Struct {
				out = append(out, e.encodeStruct(key, v.Field(i))...)
				continue
			}
			// A nested struct, which may be sent as JSON elsewhere, has the same names in a query.
			if tag, ok = field.Tag.Lookup("json"); !ok || tag == "-" || key == "" {
				continue
			}
		}
		if !field.IsExported() {
			continue
		}
		name, options := wire.CutTag(tag)
		value := v.Field(i)
		if strings.Contains(options, "omitzero") && value.IsZero() {
			continue
		}
		switch {
		case isUnion && !value.IsZero():
			out = append(out, e.encode(key, value, field.Tag.Get("format"))...)
		case isUnion || name == "" && !strings.Contains(options, "inline"):
		case strings.Contains(options, "inline") || strings.Contains(options, "extras"):
			out = append(out, e.encode(key, value, field.Tag.Get("format"))...)
		default:
			out = append(out, e.member(key, name, value, field.Tag.Get("format"))...)
		}
	}
	return out
}

func (e encoder) member(key string, name string, value reflect.Value, format string) []pair {
	how := e.settings.Formats[name]
	switch {
	case key != "" || how == "":
		return e.encode(e.nested(key, name), value, format)
	case !wire.Content(how):
		joined := encoder{QuerySettings{NestedFormat: e.settings.NestedFormat}, how}
		return joined.encode(name, value, format)
	}
	sent, send := wire.Sent(value)
	if !send {
		return nil
	}
	// What has no JSON, such as a function, is left out like other values that have no text.
	text, err := wire.JSON(sent)
	if err != nil {
		return nil
	}
	return []pair{{name, text}}
}

func (e encoder) nested(key string, name string) string {
	switch {
	case key == "":
		return name
	case e.settings.NestedFormat == NestedQueryFormatDots:
		return key + "." + name
	default:
		return key + "[" + name + "]"
	}
}

func (e encoder) encodeMap(key string, v reflect.Value, format string) []pair {
	var out []pair
	for iter := v.MapRange(); iter.Next(); {
		out = append(out, e.member(key, scalar(iter.Key()), iter.Value(), format)...)
	}
	return out
}

func (e encoder) encodeList(key string, v reflect.Value, format string) []pair {
	var out []pair
	if e.settings.ArrayFormat == ArrayQueryFormatComma {
		var texts []string
		// Formats are those of parameters, not of what is inside a list.
		item := e
		item.settings.Formats = nil
		for i := 0; i < v.Len(); i++ {
			for _, p := range item.encode("", v.Index(i), format) {
				if p.key == "" {
					texts = append(texts, p.value)
				} else {
					out = append(out, pair{e.nested(key, p.key), p.value})
				}
			}
		}
		if len(texts) > 0 {
			separator := e.separator
			if separator == "" {
				separator = ","
			}
			out = append([]pair{{key, strings.Join(texts, separator)}}, out...)
		}
		return out
	}
	for i := 0; i < v.Len(); i++ {
		name := key
		switch e.settings.ArrayFormat {
		case ArrayQueryFormatBrackets:
			name = key + "[]"
		case ArrayQueryFormatIndices:
			name = key + "[" + strconv.Itoa(i) + "]"
		}
		out = append(out, e.encode(name, v.Index(i), format)...)
	}
	return out
}

func scalar(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, 64)
	case reflect.String:
		if constant, ok := v.Interface().(interface{ Default() string }); ok && v.IsZero() {
			return constant.Default()
		}
		return v.String()
	default:
		return ""
	}
}
