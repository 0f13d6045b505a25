// Package option holds the options of clients, services and single requests.
package option

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.com/sdk/internal/apiquery"
	shimjson "example.com/sdk/internal/encoding/json"
	"example.com/sdk/internal/requestconfig"
)

// RequestOption changes requests. Passed to the client, it applies to every request; passed to a method, to that
// request. Options are applied in order, those of the client first.
type RequestOption = requestconfig.RequestOption

func change(apply func(*requestconfig.RequestConfig)) RequestOption {
	return requestconfig.RequestOptionFunc(func(cfg *requestconfig.RequestConfig) error {
		apply(cfg)
		return nil
	})
}

// WithBaseURL sets the base URL of the API. Credentials are sent to it.
func WithBaseURL(base string) RequestOption {
	return requestconfig.RequestOptionFunc(func(cfg *requestconfig.RequestConfig) error {
		u, err := requestconfig.ParseBaseURL(base)
		if err != nil {
			return fmt.Errorf("option: WithBaseURL: %w", err)
		}
		cfg.BaseURL = u
		return nil
	})
}

// HTTPClient sends requests, as [*http.Client] does.
type HTTPClient interface {
	Do(*http.Request) (*http.Response, error)
}

// WithHTTPClient sets the client that sends requests. To change how they are sent, pass an [*http.Client] with your
// own transport.
func WithHTTPClient(client HTTPClient) RequestOption {
	return requestconfig.RequestOptionFunc(func(cfg *requestconfig.RequestConfig) error {
		if client == nil {
			return errors.New("option: WithHTTPClient: the client is nil")
		}
		if native, ok := client.(*http.Client); ok {
			cfg.HTTPClient, cfg.CustomHTTPDoer = native, nil
			return nil
		}
		cfg.CustomHTTPDoer = client
		return nil
	})
}

// MiddlewareNext passes a request on.
type MiddlewareNext = func(*http.Request) (*http.Response, error)

// Middleware receives each attempt of a request and its response, and may change both.
type Middleware = func(*http.Request, MiddlewareNext) (*http.Response, error)

// WithMiddleware adds middleware; the first one is the outermost.
func WithMiddleware(middlewares ...Middleware) RequestOption {
	return change(func(cfg *requestconfig.RequestConfig) {
		cfg.Middlewares = append(cfg.Middlewares, middlewares...)
	})
}

// WithMaxRetries sets the maximum number of retries. It panics if the number is negative.
func WithMaxRetries(retries int) RequestOption {
	if retries < 0 {
		panic("option: WithMaxRetries: the number of retries is negative")
	}
	return change(func(cfg *requestconfig.RequestConfig) { cfg.MaxRetries = retries })
}

// WithHeader sets a header.
func WithHeader(key, value string) RequestOption {
	return change(func(cfg *requestconfig.RequestConfig) { cfg.Request.Header.Set(key, value) })
}

// WithHeaderAdd adds a value to a header.
func WithHeaderAdd(key, value string) RequestOption {
	return change(func(cfg *requestconfig.RequestConfig) { cfg.Request.Header.Add(key, value) })
}

// WithHeaderDel removes a header.
func WithHeaderDel(key string) RequestOption {
	return change(func(cfg *requestconfig.RequestConfig) { cfg.Request.Header.Del(key) })
}

func changeQuery(apply func(url.Values)) RequestOption {
	return change(func(cfg *requestconfig.RequestConfig) {
		query := cfg.Request.URL.Query()
		apply(query)
		cfg.Request.URL.RawQuery = apiquery.Encode(query)
	})
}

// WithQuery sets a query parameter.
func WithQuery(key, value string) RequestOption {
	return changeQuery(func(query url.Values) { query.Set(key, value) })
}

// WithQueryAdd adds a value to a query parameter.
func WithQueryAdd(key, value string) RequestOption {
	return changeQuery(func(query url.Values) { query.Add(key, value) })
}

// WithQueryDel removes a query parameter.
func WithQueryDel(key string) RequestOption {
	return changeQuery(func(query url.Values) { query.Del(key) })
}

// changeBody replaces a body that is JSON.
func changeBody(apply func([]byte) ([]byte, error)) RequestOption {
	return requestconfig.RequestOptionFunc(func(cfg *requestconfig.RequestConfig) error {
		var content []byte
		switch body := cfg.Body.(type) {
		case nil:
			cfg.Request.Header.Set("Content-Type", "application/json")
		case *bytes.Buffer:
			content = body.Bytes()
		default:
			return errors.New("option: the body is not JSON that can be changed")
		}
		content, err := apply(content)
		if err != nil {
			return err
		}
		cfg.Body = bytes.NewBuffer(content)
		return nil
	})
}

// WithJSONSet sets a value in the JSON body. The key is a path of names and indices separated by dots; a backslash
// escapes a dot in a name; -1 appends to an array.
func WithJSONSet(key string, value any) RequestOption {
	return changeBody(func(content []byte) ([]byte, error) {
		encoded, err := shimjson.Marshal(value)
		if err != nil {
			return nil, err
		}
		return shimjson.Set(content, splitPath(key), encoded)
	})
}

// WithJSONDel removes a value from the JSON body; the key is as in [WithJSONSet].
func WithJSONDel(key string) RequestOption {
	return changeBody(func(content []byte) ([]byte, error) { return shimjson.Delete(content, splitPath(key)) })
}

func splitPath(key string) []string {
	var path []string
	var segment strings.Builder
	escaped := false
	for _, r := range key {
		switch {
		case escaped:
			segment.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case r == '.':
			path = append(path, segment.String())
			segment.Reset()
		default:
			segment.WriteRune(r)
		}
	}
	return append(path, segment.String())
}

// WithResponseBodyInto decodes the response into dst instead of the method's result.
func WithResponseBodyInto(dst any) RequestOption {
	return change(func(cfg *requestconfig.RequestConfig) { cfg.ResponseBodyInto = dst })
}

// WithResponseInto stores the response in dst, in addition to the method's result.
func WithResponseInto(dst **http.Response) RequestOption {
	return change(func(cfg *requestconfig.RequestConfig) { cfg.ResponseInto = dst })
}

// WithRequestBody sends a custom body: bytes or an [io.Reader]. Only a seekable reader can be retried.
func WithRequestBody(contentType string, body any) RequestOption {
	return requestconfig.RequestOptionFunc(func(cfg *requestconfig.RequestConfig) error {
		switch content := body.(type) {
		case []byte:
			cfg.Body = bytes.NewBuffer(content)
		case io.Reader:
			cfg.Body = content
		default:
			return errors.New("option: WithRequestBody: the body is neither []byte nor io.Reader")
		}
		cfg.Request.Header.Set("Content-Type", contentType)
		return nil
	})
}

// WithRequestTimeout limits each attempt. The context limits all attempts together.
func WithRequestTimeout(timeout time.Duration) RequestOption {
	return change(func(cfg *requestconfig.RequestConfig) { cfg.RequestTimeout = timeout })
}
