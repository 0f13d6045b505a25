//go:build v1

package apijson

import "reflect"

func newMetadata(_ reflect.Type, raw string, s status) reflect.Value {
	return reflect.ValueOf(Field{raw, s})
}
