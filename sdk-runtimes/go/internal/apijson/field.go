package apijson

type status uint8

const (
	missing status = iota
	null
	invalid
	valid
)

// Field tells whether a field of an answer was there, and what it was.
type Field struct {
	raw    string
	status status
}

// IsNull reports whether the field was missing or null.
func (f Field) IsNull() bool { return f.status <= null }

// IsMissing reports whether the field was missing.
func (f Field) IsMissing() bool { return f.status == missing }

// IsInvalid reports whether the field was of another type than expected.
func (f Field) IsInvalid() bool { return f.status == invalid }

// Raw returns the field's JSON as it came.
func (f Field) Raw() string { return f.raw }
