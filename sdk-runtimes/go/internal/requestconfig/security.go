package requestconfig

import (
	"encoding/base64"
	"slices"

	"example.com/sdk/internal/apiquery"
)

// WithBasicAuth sends a name and a password. Nothing is sent while both are missing.
func WithBasicAuth(keyword string, encode bool, name *string, password *string) RequestOption {
	return RequestOptionFunc(func(cfg *RequestConfig) error {
		text := func(value *string) string {
			if value == nil {
				return ""
			}
			return *value
		}
		pair := text(name) + ":" + text(password)
		if pair == ":" {
			return nil
		}
		if encode {
			pair = base64.StdEncoding.EncodeToString([]byte(pair))
		}
		cfg.Request.Header.Set("Authorization", keyword+" "+pair)
		return nil
	})
}

// WithSecurity removes the credentials of all security schemes but the given ones.
func WithSecurity(wanted ...string) RequestOption {
	return RequestOptionFunc(func(cfg *RequestConfig) error {
		kept := map[[2]string]bool{}
		for _, name := range wanted {
			kept[carriers[name]] = true
		}
		query := cfg.Request.URL.Query()
		for name, carrier := range carriers {
			if slices.Contains(wanted, name) || kept[carrier] {
				continue
			}
			if carrier[0] != "" {
				cfg.Request.Header.Del(carrier[0])
			}
			if carrier[1] != "" && query.Has(carrier[1]) {
				query.Del(carrier[1])
				cfg.Request.URL.RawQuery = apiquery.Encode(query)
			}
		}
		return nil
	})
}
