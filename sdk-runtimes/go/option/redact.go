package option

import (
	"net/http"
	"net/url"

	"example.com/sdk/internal/requestconfig"
)

// hideQuery returns the request's URL without the credentials in it.
func hideQuery(req *http.Request) *url.URL {
	shown := *req.URL
	query := shown.Query()
	changed := false
	for _, name := range requestconfig.SecretQuery {
		if query.Has(name) {
			query.Set(name, hidden)
			changed = true
		}
	}
	if changed {
		shown.RawQuery = query.Encode()
	}
	if shown.User != nil {
		shown.User = url.User(hidden)
	}
	return &shown
}
