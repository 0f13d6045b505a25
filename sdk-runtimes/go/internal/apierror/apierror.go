// Package apierror has the error for responses with a status of 400 and above.
package apierror

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httputil"

	"example.com/sdk/internal/apijson"
)

// UnmarshalJSON reads the body of a response; a body that is not an object is kept as raw JSON.
func (r *Error) UnmarshalJSON(data []byte) error {
	if err := apijson.UnmarshalRoot(data, r); err == nil {
		return nil
	}
	raw := data
	if !json.Valid(data) {
		raw, _ = json.Marshal(string(data))
	}
	r.JSON.raw = string(raw)
	return nil
}

// Error returns the request, the status and the body as text.
func (r *Error) Error() string {
	return fmt.Sprintf("%s %q: %d %s %s", r.Request.Method, r.Request.URL, r.Response.StatusCode,
		http.StatusText(r.Response.StatusCode), r.JSON.raw)
}

// DumpRequest returns the request as sent, including credentials.
func (r *Error) DumpRequest(body bool) []byte {
	if r.Request.GetBody != nil {
		r.Request.Body, _ = r.Request.GetBody()
	}
	out, _ := httputil.DumpRequestOut(r.Request, body)
	return out
}

// DumpResponse returns the response as received.
func (r *Error) DumpResponse(body bool) []byte {
	out, _ := httputil.DumpResponse(r.Response, body)
	return out
}
