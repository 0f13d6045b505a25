//go:build v1

// Package param holds the type of request parameters.
package param

import "fmt"

// Field is a parameter: a value, null, a replacement, or nothing (the zero Field).
type Field[T any] struct {
	Value   T
	Null    bool
	Present bool
	Raw     any
}

// FieldLike is implemented by every [Field].
type FieldLike interface {
	Wire() (any, bool)
}

// Wire returns the value for encoders.
func (f Field[T]) Wire() (any, bool) {
	switch {
	case !f.Present:
		return nil, false
	case f.Null:
		return nil, true
	case f.Raw != nil:
		return f.Raw, true
	default:
		return f.Value, true
	}
}

// String returns the value as text.
func (f Field[T]) String() string {
	return fmt.Sprint(f.Value)
}
