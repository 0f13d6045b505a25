//go:build !v1

package sdk

import (
	"io"
	"path"
	"time"

	"example.com/sdk/packages/param"
)

// String returns an optional parameter with a text.
func String(s string) param.Opt[string] { return param.NewOpt(s) }

// Int returns an optional parameter with an integer.
func Int(i int64) param.Opt[int64] { return param.NewOpt(i) }

// Bool returns an optional parameter that is true or false.
func Bool(b bool) param.Opt[bool] { return param.NewOpt(b) }

// Float returns an optional parameter with a number.
func Float(f float64) param.Opt[float64] { return param.NewOpt(f) }

// Time returns an optional parameter with a time.
func Time(t time.Time) param.Opt[time.Time] { return param.NewOpt(t) }

// Opt returns an optional parameter of any comparable type.
func Opt[T comparable](v T) param.Opt[T] { return param.NewOpt(v) }

// Ptr returns a pointer to a value.
func Ptr[T any](v T) *T { return &v }

// IntPtr returns a pointer to an integer.
func IntPtr(v int64) *int64 { return &v }

// BoolPtr returns a pointer to true or false.
func BoolPtr(v bool) *bool { return &v }

// FloatPtr returns a pointer to a number.
func FloatPtr(v float64) *float64 { return &v }

// StringPtr returns a pointer to a text.
func StringPtr(v string) *string { return &v }

// TimePtr returns a pointer to a time.
func TimePtr(v time.Time) *time.Time { return &v }

// File returns a reader that is uploaded with the given name and content type. Without a name, that of the reader is
// taken.
func File(reader io.Reader, filename string, contentType string) file {
	return file{reader, filename, contentType}
}

// NewFile is [File] as an [io.Reader].
func NewFile(reader io.Reader, filename string, contentType string) io.Reader {
	return File(reader, filename, contentType)
}

type file struct {
	io.Reader
	name        string
	contentType string
}

// Filename returns the name that is sent.
func (f file) Filename() string {
	if f.name != "" {
		return f.name
	}
	if named, ok := f.Reader.(interface{ Name() string }); ok {
		return path.Base(named.Name())
	}
	return ""
}

// ContentType returns the content type that is sent.
func (f file) ContentType() string { return f.contentType }
