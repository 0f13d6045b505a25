//go:build v1

package requestconfig

import (
	"example.com/sdk/internal/apiquery"
	"example.com/sdk/internal/param"
)

func encodeQuery(params any) (string, error) {
	if queryer, ok := params.(apiquery.Queryer); ok {
		return apiquery.Encode(queryer.URLQuery()), nil
	}
	return "", nil
}

// UseDefaultParam uses the client's value if the caller passed none.
func UseDefaultParam[T any](dst *param.Field[T], src *T) {
	if !dst.Present && src != nil {
		dst.Value, dst.Present = *src, true
	}
}
