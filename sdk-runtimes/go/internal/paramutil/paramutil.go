//go:build !v1

// Package paramutil helps methods with their parameters.
package paramutil

import (
	"errors"
	"reflect"

	"example.com/sdk/packages/param"
	"example.com/sdk/packages/respjson"
)

// AddrIfPresent returns the address of a value that is set, otherwise nil.
func AddrIfPresent[T comparable](v param.Opt[T]) *T {
	if !v.Valid() {
		return nil
	}
	return &v.Value
}

// ToOpt makes a parameter from a field of a response.
func ToOpt[T comparable](v T, meta respjson.Field) param.Opt[T] {
	switch {
	case meta.Valid():
		return param.NewOpt(v)
	case meta.Raw() == respjson.Null:
		return param.Null[T]()
	default:
		return param.Opt[T]{}
	}
}

// Valid reports whether a struct is neither omitted nor null.
func Valid(v param.ParamStruct) bool {
	if value, ok := v.Overrides(); ok {
		return value != nil
	}
	return !param.IsNull(v) && !param.IsOmitted(v)
}

// VariantFromUnion returns the field that is set in a union struct.
func VariantFromUnion(union reflect.Value) (any, error) {
	union = reflect.Indirect(union)
	if union.Kind() != reflect.Struct {
		return nil, errors.New("param: a union is a struct")
	}
	if _, ok := union.Interface().(interface{ WireUnion() }); !ok {
		return nil, errors.New("param: the struct is no union")
	}
	var set []any
	for i := 0; i < union.NumField(); i++ {
		if union.Type().Field(i).IsExported() && !union.Type().Field(i).Anonymous && !union.Field(i).IsZero() {
			set = append(set, union.Field(i).Interface())
		}
	}
	if len(set) != 1 {
		return nil, errors.New("param: one variant of a union must be set")
	}
	return set[0], nil
}
