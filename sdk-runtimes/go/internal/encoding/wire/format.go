package wire

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

// Content reports whether a format is the content type of a value, not the separator of a list.
func Content(format string) bool {
	return strings.Contains(format, "/")
}

// IsJSON reports whether a content type is JSON.
func IsJSON(contentType string) bool {
	media, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	return strings.HasSuffix(strings.TrimSpace(media), "json")
}

// Sent returns what a parameter stands for: its value without pointers, and whether there is anything to send. A
// parameter that is null is sent as the zero reflect.Value.
func Sent(v reflect.Value) (reflect.Value, bool) {
	for v.IsValid() {
		if (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil() {
			return reflect.Value{}, false
		}
		if v.CanInterface() {
			if param, ok := v.Interface().(Value); ok {
				value, send := param.Wire()
				if !send || value == nil {
					return reflect.Value{}, send
				}
				v = reflect.ValueOf(value)
				continue
			}
		}
		if v.Kind() != reflect.Pointer && v.Kind() != reflect.Interface {
			return v, true
		}
		v = v.Elem()
	}
	return v, false
}

// JSON writes a value that [Sent] returned.
func JSON(v reflect.Value) (string, error) {
	if !v.IsValid() {
		return "null", nil
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v.Interface())
	return strings.TrimSuffix(out.String(), "\n"), err
}
