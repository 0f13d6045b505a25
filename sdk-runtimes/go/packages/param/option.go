//go:build !v1

package param

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	shimjson "example.com/sdk/internal/encoding/json"
	"example.com/sdk/internal/encoding/wire"
)

type status int8

const (
	omitted status = iota
	null
	included
)

// Opt is an optional parameter: the zero Opt is not sent.
type Opt[T comparable] struct {
	Value  T
	status status
	opt
}

// Optional is implemented by every [Opt], and by nothing else.
type Optional interface {
	Valid() bool
	null() bool
	isZero() bool
	implOpt()
}

type opt struct{}

func (opt) implOpt() {}

// NewOpt returns a parameter with a value, which may be the zero value of its type.
func NewOpt[T comparable](v T) Opt[T] {
	return Opt[T]{Value: v, status: included}
}

// Null returns a parameter that is sent as null.
func Null[T comparable]() Opt[T] {
	return Opt[T]{status: null}
}

// Valid reports whether there is a value.
func (o Opt[T]) Valid() bool {
	return !o.null() && !o.isZero()
}

// Or returns the value, or v if there is none.
func (o Opt[T]) Or(v T) T {
	if o.Valid() {
		return o.Value
	}
	return v
}

// String returns the value as text, or "null".
func (o Opt[T]) String() string {
	if o.null() {
		return "null"
	}
	return fmt.Sprint(o.Value)
}

// Wire returns the value for encoders.
func (o Opt[T]) Wire() (any, bool) {
	if o.null() {
		return nil, true
	}
	return o.Value, o.Valid()
}

// MarshalJSON returns the value's JSON, or null.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if !o.Valid() {
		return []byte("null"), nil
	}
	return shimjson.Marshal(o.Value)
}

// MarshalJSONWithTimeLayout returns the JSON of a time in the given format; nil if the value is not a time.
func (o Opt[T]) MarshalJSONWithTimeLayout(format string) []byte {
	t, ok := any(o.Value).(time.Time)
	if !ok || !o.Valid() {
		return nil
	}
	return shimjson.MarshalString(wire.FormatTime(t, format))
}

// UnmarshalJSON reads a value or null.
func (o *Opt[T]) UnmarshalJSON(data []byte) error {
	if string(bytes.TrimSpace(data)) == "null" {
		*o = Null[T]()
		return nil
	}
	var value T
	if err := json.Unmarshal(data, &value); err != nil {
		return err
	}
	*o = NewOpt(value)
	return nil
}

func (o Opt[T]) null() bool { return o.status == null }

func (o Opt[T]) isZero() bool { return o == Opt[T]{} }
