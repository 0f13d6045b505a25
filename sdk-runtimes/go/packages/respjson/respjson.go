//go:build !v1

// Package respjson tells what an answer said of a field.
package respjson

// Null is the raw JSON of a field that is null, Omitted that of one that is missing.
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

// Field tells whether a field was there, and what it was. It stands in the struct JSON of a response type under the
// name of the field.
type Field struct {
	status status
	raw    string
}

// Valid reports whether the field was there, was not null and was of the expected type.
func (f Field) Valid() bool { return f.status == valid }

// Raw returns the field's JSON as it came; empty if it was missing.
func (f Field) Raw() string { return f.raw }

// NewField returns the metadata of a field with the given JSON.
func NewField(raw string) Field {
	if raw == Null {
		return Field{null, raw}
	}
	return Field{valid, raw}
}

// NewInvalidField returns the metadata of a field whose JSON is of another type than expected.
func NewInvalidField(raw string) Field {
	return Field{invalid, raw}
}
