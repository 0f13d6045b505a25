//go:build !v1

package apierror

import (
	"net/http"

	"example.com/sdk/packages/respjson"
)

// Error is an answer with a status of 400 and above.
type Error struct {
	// JSON tells what the body holds.
	JSON struct {
		ExtraFields map[string]respjson.Field
		raw         string
	} `json:"-"`
	StatusCode int
	Request    *http.Request
	Response   *http.Response
}

// RawJSON returns the body as it came.
func (r Error) RawJSON() string { return r.JSON.raw }
