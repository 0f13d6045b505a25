//go:build !v1

// Package param holds the types of request parameters.
package param

import (
	"encoding/json"
	"reflect"

	"example.com/sdk/internal/encoding/json/sentinel"
)

// ParamNullable is a parameter that may be sent as null.
type ParamNullable interface {
	null() bool
}

// ParamStruct is a struct of parameters: it embeds [APIObject] or [APIUnion].
type ParamStruct interface {
	Overrides() (any, bool)
	null() bool
	extraFields() map[string]any
}

// InferPtr lets the compiler find the pointer type of T. Nothing outside this package implements it.
type InferPtr[T ParamStruct] interface {
	setMetadata(any)
	*T
}

// NullStruct returns a struct that is sent as null.
func NullStruct[T ParamStruct, PtrT InferPtr[T]]() T {
	var value T
	PtrT(&value).setMetadata(nil)
	return value
}

// Override returns a struct that is replaced by v when it is sent, e.g. a [json.RawMessage]. Its fields stay unset.
func Override[T ParamStruct, PtrT InferPtr[T]](v any) T {
	var value T
	PtrT(&value).setMetadata(v)
	return value
}

// IsOmitted reports whether v is the zero value of its type, which "omitzero" omits.
func IsOmitted(v any) bool {
	return v != nil && reflect.ValueOf(v).IsZero()
}

// IsNull reports whether v is sent as null: made by [Null], [NullStruct], [NullMap] or [NullSlice].
func IsNull[T any](v T) bool {
	if nullable, ok := any(v).(ParamNullable); ok {
		return nullable.null()
	}
	return sentinel.IsNull(v)
}

// NullMap returns an empty map that is sent as null. It must not be changed.
func NullMap[MapT ~map[string]T, T any]() MapT {
	return sentinel.NewNullSentinel(func() MapT { return make(MapT) })
}

// NullSlice returns an empty slice that is sent as null.
func NullSlice[SliceT ~[]T, T any]() SliceT {
	return sentinel.NewNullSentinel(func() SliceT { return make(SliceT, 0, 1) })
}

// APIObject is embedded in each struct of parameters.
type APIObject struct{ metadata }

// APIUnion is embedded in each union struct, of which one field is sent.
type APIUnion struct{ metadata }

// WireUnion tells the encoders that one field alone is sent.
func (APIUnion) WireUnion() {}

// metadata is sent instead of the fields, or in addition to them.
type metadata struct{ any }

type (
	nullMarker struct{}
	extras     map[string]any
)

// Omit as a value in [APIObject.SetExtraFields] removes the field, even if it is required.
const Omit omit = 1

type omit int8

// SetExtraFields adds fields that the struct lacks, and replaces those that it has.
func (m *metadata) SetExtraFields(fields map[string]any) {
	m.any = extras(fields)
}

// ExtraFields returns the argument of [APIObject.SetExtraFields].
func (m metadata) ExtraFields() map[string]any {
	fields, _ := m.any.(extras)
	return fields
}

// Overrides returns the value that replaces the struct, and whether there is one.
func (m metadata) Overrides() (any, bool) {
	switch value := m.any.(type) {
	case nil, extras:
		return nil, false
	case nullMarker:
		return nil, true
	default:
		return value, true
	}
}

func (m metadata) extraFields() map[string]any { return m.ExtraFields() }

func (m metadata) null() bool {
	switch value := m.any.(type) {
	case nullMarker:
		return true
	case json.RawMessage:
		return string(value) == "null"
	default:
		return false
	}
}

func (m *metadata) setMetadata(value any) {
	if value == nil {
		value = nullMarker{}
	}
	m.any = value
}
