//go:build v1

package sdk

import (
	"io"

	"example.com/sdk/internal/param"
)

// F returns a parameter with a value.
func F[T any](value T) param.Field[T] { return param.Field[T]{Value: value, Present: true} }

// Null returns a parameter that is sent as null.
func Null[T any]() param.Field[T] { return param.Field[T]{Null: true, Present: true} }

// Raw returns a parameter in whose place another value is sent, e.g. one of another type.
func Raw[T any](value any) param.Field[T] { return param.Field[T]{Raw: value, Present: true} }

// Int returns a parameter with an integer.
func Int(value int64) param.Field[int64] { return F(value) }

// String returns a parameter with a text.
func String(value string) param.Field[string] { return F(value) }

// Float returns a parameter with a number.
func Float(value float64) param.Field[float64] { return F(value) }

// Bool returns a parameter that is true or false.
func Bool(value bool) param.Field[bool] { return F(value) }

// FileParam returns a parameter with a file of the given name and content type.
func FileParam(reader io.Reader, filename string, contentType string) param.Field[io.Reader] {
	return F[io.Reader](&file{reader, filename, contentType})
}

type file struct {
	io.Reader
	name        string
	contentType string
}

func (f *file) Filename() string    { return f.name }
func (f *file) ContentType() string { return f.contentType }
