//go:build !v1

package apijson

import (
	"reflect"

	"example.com/sdk/packages/respjson"
)

var respField = reflect.TypeOf(respjson.Field{})

func newMetadata(t reflect.Type, raw string, s status) reflect.Value {
	switch {
	case t != respField:
		return reflect.ValueOf(Field{raw, s})
	case s == invalid:
		return reflect.ValueOf(respjson.NewInvalidField(raw))
	default:
		return reflect.ValueOf(respjson.NewField(raw))
	}
}
