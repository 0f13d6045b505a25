// Package requestconfig builds and sends requests and decodes their responses.
package requestconfig

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"

	"example.com/sdk/internal/apiform"
	"example.com/sdk/internal/apijson"
	"example.com/sdk/internal/apiquery"
)

// HTTPDoer sends requests, as [*http.Client] does.
type HTTPDoer interface {
	Do(req *http.Request) (*http.Response, error)
}

type middlewareNext = func(*http.Request) (*http.Response, error)

type middleware = func(*http.Request, middlewareNext) (*http.Response, error)

// RequestConfig is the configuration of one request.
type RequestConfig struct {
	ClientOptions

	// MaxRetries is the maximum number of retries after the first attempt.
	MaxRetries int
	// RequestTimeout limits each attempt; 0: no limit.
	RequestTimeout time.Duration
	Context        context.Context
	Request        *http.Request
	// BaseURL is the caller's; if it is nil, DefaultBaseURL is used.
	BaseURL        *url.URL
	DefaultBaseURL *url.URL
	HTTPClient     *http.Client
	// CustomHTTPDoer replaces HTTPClient if it is set.
	CustomHTTPDoer HTTPDoer
	Middlewares    []middleware
	// ResponseBodyInto is the destination of the decoded body; nil: the body is left unread.
	ResponseBodyInto any
	// ResponseInto is the destination of the response itself.
	ResponseInto **http.Response
	Body         io.Reader

	baseURLTemplate string
	serverVariables map[string]string
}

// ExecuteNewRequest sends a request and decodes its answer into dst: nothing for nil, the answer as it came for
// **[http.Response], bytes for *[]byte, text for *string, JSON for everything else.
func ExecuteNewRequest(ctx context.Context, method string, path string, params any, dst any, opts ...RequestOption) error {
	cfg, err := NewRequestConfig(ctx, method, path, params, dst, opts...)
	if err != nil {
		return err
	}
	return cfg.Execute()
}

// NewRequestConfig prepares a request. The methods of parameters decide how they are sent; bytes and readers are sent
// unchanged, everything else as JSON.
func NewRequestConfig(ctx context.Context, method string, path string, params any, dst any, opts ...RequestOption) (*RequestConfig, error) {
	body, contentType, err := encodeBody(params)
	if err != nil {
		return nil, err
	}
	query, err := encodeQuery(params)
	if err != nil {
		return nil, err
	}
	if query != "" {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		path += separator + query
	}
	if before, _, _ := strings.Cut(path, "?"); !strings.Contains(before, "://") {
		// The first segment of a path may contain a colon.
		path = "./" + strings.TrimLeft(path, "/")
	}
	req, err := http.NewRequestWithContext(ctx, method, path, nil)
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", contentType)
	}
	req.Header.Set("Accept", "application/json")
	setDefaultHeaders(req.Header)
	cfg := &RequestConfig{
		MaxRetries:       defaultMaxRetries,
		RequestTimeout:   defaultTimeout,
		Context:          ctx,
		Request:          req,
		HTTPClient:       http.DefaultClient,
		Body:             body,
		ResponseBodyInto: dst,
	}
	if err := cfg.Apply(opts...); err != nil {
		return nil, err
	}
	cfg.announceTimeout()
	reads := method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
	if idempotencyHeader != "" && !reads && req.Header.Get(idempotencyHeader) == "" {
		req.Header.Set(idempotencyHeader, "stainless-go-retry-"+newUUID())
	}
	return cfg, nil
}

// announceTimeout sends the timeout in whole seconds, unless the caller changed or removed that header.
func (cfg *RequestConfig) announceTimeout() {
	const header = "X-Stainless-Timeout"
	if !platformHeaders || cfg.Request.Header.Get(header) != "0" {
		return
	}
	if cfg.RequestTimeout == 0 {
		cfg.Request.Header.Del(header)
		return
	}
	cfg.Request.Header.Set(header, strconv.Itoa(int(cfg.RequestTimeout.Seconds())))
}

func encodeBody(params any) (io.Reader, string, error) {
	const jsonType = "application/json"
	switch value := params.(type) {
	case nil:
		return nil, "", nil
	case []byte:
		return bytes.NewBuffer(value), jsonType, nil
	case io.Reader:
		return value, jsonType, nil
	case apiform.Marshaler:
		content, contentType, err := value.MarshalMultipart()
		return bytes.NewBuffer(content), contentType, err
	case json.Marshaler:
		content, err := value.MarshalJSON()
		if content == nil && err == nil {
			return nil, "", nil
		}
		return bytes.NewBuffer(content), jsonType, err
	case apiquery.Queryer:
		return nil, "", nil
	default:
		content, err := json.Marshal(value)
		return bytes.NewBuffer(content), jsonType, err
	}
}

func newUUID() string {
	var id [16]byte
	// Reading random bytes does not fail on the systems that Go supports.
	_, _ = rand.Read(id[:])
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// Clone returns a copy that can be changed and sent again.
func (cfg *RequestConfig) Clone(ctx context.Context) *RequestConfig {
	if cfg == nil {
		return nil
	}
	clone := *cfg
	clone.Context = ctx
	clone.Request = cfg.Request.Clone(ctx)
	clone.Middlewares = append([]middleware{}, cfg.Middlewares...)
	if buffer, ok := cfg.Body.(*bytes.Buffer); ok {
		clone.Body = bytes.NewBuffer(append([]byte{}, buffer.Bytes()...))
		clone.Request.Body, clone.Request.GetBody = nil, nil
	} else if cfg.Request.GetBody != nil {
		body, err := cfg.Request.GetBody()
		if err != nil {
			return nil
		}
		clone.Request.Body = body
	}
	return &clone
}

// decode reads JSON by encoding/json, which knows all that types of callers may say, except into times and unions that
// are interfaces.
func decode(contents []byte, dst any) error {
	if apijson.HoldsUnionOrTime(dst) {
		return apijson.Unmarshal(contents, dst)
	}
	return json.Unmarshal(contents, dst)
}

// PathSegment escapes a value as one segment of a path; the items of a list are separated by commas.
func PathSegment(value any) string {
	escaped := url.PathEscape(fmt.Sprint(value))
	if list := reflect.ValueOf(value); list.Kind() == reflect.Slice {
		items := make([]string, list.Len())
		for i := range items {
			items[i] = url.PathEscape(fmt.Sprint(list.Index(i).Interface()))
		}
		escaped = strings.Join(items, ",")
	}
	if strings.Trim(escaped, ".") == "" {
		// Segments of only dots would lead to another path.
		return strings.ReplaceAll(escaped, ".", "%2E")
	}
	return escaped
}
