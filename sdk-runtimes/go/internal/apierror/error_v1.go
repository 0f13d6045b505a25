//go:build v1

package apierror

import (
	"net/http"

	"example.com/sdk/internal/apijson"
)

// Error is an answer with a status of 400 and above.
type Error struct {
	JSON       errorJSON `json:"-"`
	StatusCode int
	Request    *http.Request
	Response   *http.Response
}

type errorJSON struct {
	raw         string
	ExtraFields map[string]apijson.Field
}

// RawJSON returns the body as it came.
func (r errorJSON) RawJSON() string { return r.raw }
