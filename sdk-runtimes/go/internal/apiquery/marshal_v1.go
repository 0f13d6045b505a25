//go:build v1

package apiquery

import "net/url"

// Queryer is a struct with parameters of the query.
type Queryer interface {
	URLQuery() url.Values
}

// Marshal writes a struct whose fields have `query` tags, with arrays joined by commas.
func Marshal(value any) url.Values {
	return marshal(value, QuerySettings{})
}

// MarshalWithSettings writes a struct whose fields have `query` tags.
func MarshalWithSettings(value any, settings QuerySettings) url.Values {
	return marshal(value, settings)
}
