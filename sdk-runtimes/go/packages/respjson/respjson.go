//go:build !v1

// Package respjson tells what an answer said of a field.
package respjson

// Null is the raw JSON of a null field, Omitted that of a missing one.
const (
	Null    string = "null"
	Omitted string = ""
)

type status int8

const (
	omitted status = iota
	null
	invalid
	valid
)

// Field describes whether a field was present, and its JSON. It is part of the struct JSON of a response type, under
// the name of the field.
type Field struct {
	status status
	raw    string
}

// Valid reports whether the field was present, not null and of the expected type.
func (f Field) Valid() bool { return f.status == valid }

// Raw returns the field's unmodified JSON; empty if it was missing.
func (f Field) Raw() string { return f.raw }

// NewField returns the metadata of a field with the given JSON.
func NewField(raw string) Field {
	if raw == Null {
		return Field{null, raw}
	}
	return Field{valid, raw}
}

// NewInvalidField returns the metadata of a field whose JSON has an unexpected type.
func NewInvalidField(raw string) Field {
	return Field{invalid, raw}
}
