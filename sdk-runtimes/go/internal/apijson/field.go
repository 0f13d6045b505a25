package apijson

type status uint8

const (
	missing status = iota
	null
	invalid
	valid
)

// Field describes a field of a response: whether it was present, and its JSON.
type Field struct {
	raw    string
	status status
}

// IsNull reports whether the field was missing or null.
func (f Field) IsNull() bool { return f.status <= null }

// IsMissing reports whether the field was missing.
func (f Field) IsMissing() bool { return f.status == missing }

// IsInvalid reports whether the field had an unexpected type.
func (f Field) IsInvalid() bool { return f.status == invalid }

// Raw returns the field's unmodified JSON.
func (f Field) Raw() string { return f.raw }
