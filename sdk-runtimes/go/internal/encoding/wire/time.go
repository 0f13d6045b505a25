package wire

import (
	"reflect"
	"time"
)

var timeType = reflect.TypeOf(time.Time{})

// Time returns v as a time if its type is time.Time or derived from it.
func Time(v reflect.Value) (time.Time, bool) {
	t := v.Type()
	if t != timeType && (t.Kind() != reflect.Struct || !t.ConvertibleTo(timeType)) {
		return time.Time{}, false
	}
	out, ok := v.Convert(timeType).Interface().(time.Time)
	return out, ok
}

// FormatTime formats a time according to the `format` struct tag: "date", or else RFC 3339 with fractional seconds.
func FormatTime(t time.Time, format string) string {
	if format == "date" {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339Nano)
}
