//go:build !v1

package apiquery

import "net/url"

// Queryer is a struct with parameters of the query.
type Queryer interface {
	URLQuery() (url.Values, error)
}

// Marshal writes a struct whose fields have `query` tags, with arrays joined by commas.
func Marshal(value any) (url.Values, error) {
	return marshal(value, QuerySettings{}), nil
}

// MarshalWithSettings writes a struct whose fields have `query` tags.
func MarshalWithSettings(value any, settings QuerySettings) (url.Values, error) {
	return marshal(value, settings), nil
}
