//go:build !v1

package apierror

import (
	"net/http"

	"example.com/sdk/packages/respjson"
)

// Error is a response with a status of 400 and above.
type Error struct {
	// JSON has metadata about the body's fields.
	JSON struct {
		ExtraFields map[string]respjson.Field
		raw         string
	} `json:"-"`
	StatusCode int
	Request    *http.Request
	Response   *http.Response
}

// RawJSON returns the unmodified body.
func (r Error) RawJSON() string { return r.JSON.raw }
