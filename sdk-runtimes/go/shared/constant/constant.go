//go:build !v1

// Package constant holds the types of fields that have one value: the zero value is sent as that value.
package constant

import (
	shimjson "example.com/sdk/internal/encoding/json"
)

// Constant is implemented by the types of this package.
type Constant[T any] interface {
	Default() T
}

// ValueOf returns the value of a constant's type.
func ValueOf[T Constant[T]]() T {
	var zero T
	return zero.Default()
}

// marshal returns the JSON of a constant.
func marshal[T interface {
	~string
	Constant[T]
}](value T) ([]byte, error) {
	if value == "" {
		value = value.Default()
	}
	return shimjson.MarshalString(string(value)), nil
}
