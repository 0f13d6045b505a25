//go:build !v1

package requestconfig

import (
	"example.com/sdk/internal/apiquery"
	"example.com/sdk/packages/param"
)

func encodeQuery(params any) (string, error) {
	queryer, ok := params.(apiquery.Queryer)
	if !ok {
		return "", nil
	}
	values, err := queryer.URLQuery()
	return apiquery.Encode(values), err
}

// UseDefaultParam uses the client's value if the caller passed none.
func UseDefaultParam[T comparable](dst *param.Opt[T], src *T) {
	var zero T
	if param.IsOmitted(*dst) && src != nil && *src != zero {
		*dst = param.NewOpt(*src)
	}
}
