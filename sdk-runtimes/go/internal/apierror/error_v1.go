//go:build v1

package apierror

import (
	"net/http"

	"example.com/sdk/internal/apijson"
)

// Error is a response with a status of 400 and above.
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

// RawJSON returns the unmodified body.
func (r errorJSON) RawJSON() string { return r.raw }
