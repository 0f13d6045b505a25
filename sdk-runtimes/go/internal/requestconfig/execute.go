package requestconfig

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"example.com/sdk/internal/apierror"
)

// Execute sends the request, retries it if useful, and decodes the response.
func (cfg *RequestConfig) Execute() error {
	if err := cfg.resolve(); err != nil {
		return err
	}
	if err := cfg.attachBody(); err != nil {
		return err
	}
	res, cancel, err := cfg.send()
	if cfg.ResponseInto != nil {
		*cfg.ResponseInto = res
	}
	into, wantsResponse := cfg.ResponseBodyInto.(**http.Response)
	if wantsResponse {
		*into = res
	}
	if err != nil {
		cancel()
		return err
	}
	if res.Body == nil {
		res.Body = http.NoBody
	}
	if res.StatusCode >= http.StatusBadRequest {
		defer cancel()
		return cfg.readError(res)
	}
	if cfg.ResponseBodyInto == nil || wantsResponse {
		// The reader of the body ends the attempt's context by closing it.
		res.Body = &cancelingBody{res.Body, cancel}
		return nil
	}
	defer cancel()
	contents, err := readAll(res)
	if err != nil {
		return fmt.Errorf("error reading response body: %w", err)
	}
	return decodeBody(res, contents, cfg.ResponseBodyInto)
}

func (cfg *RequestConfig) resolve() error {
	base := cfg.BaseURL
	if base == nil {
		base = cfg.DefaultBaseURL
	}
	if base == nil && cfg.baseURLTemplate != "" {
		return fmt.Errorf("requestconfig: the base URL %s lacks values", cfg.baseURLTemplate)
	}
	if base == nil {
		return errors.New("requestconfig: base url is not set")
	}
	if cfg.Request.URL.IsAbs() {
		return nil
	}
	resolved, err := base.Parse(strings.TrimLeft(cfg.Request.URL.String(), "/"))
	if err != nil {
		return err
	}
	cfg.Request.URL = resolved
	cfg.Request.Host = resolved.Host
	return nil
}

// attachBody gives the request a body that can be read once per attempt, if possible.
func (cfg *RequestConfig) attachBody() error {
	req := cfg.Request
	if cfg.Body == nil || req.Body != nil {
		return nil
	}
	switch body := cfg.Body.(type) {
	case *bytes.Buffer:
		content := body.Bytes()
		req.ContentLength = int64(len(content))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }
	case io.ReadSeeker:
		start, err := body.Seek(0, io.SeekCurrent)
		if err != nil {
			req.Body = io.NopCloser(body)
			return nil
		}
		if end, err := body.Seek(0, io.SeekEnd); err == nil {
			req.ContentLength = end - start
		}
		req.GetBody = func() (io.ReadCloser, error) {
			_, err := body.Seek(start, io.SeekStart)
			return io.NopCloser(body), err
		}
	case io.ReadCloser:
		req.Body = body
		return nil
	default:
		req.Body = io.NopCloser(body)
		return nil
	}
	var err error
	req.Body, err = req.GetBody()
	return err
}

func (cfg *RequestConfig) handler() middlewareNext {
	handler := cfg.HTTPClient.Do
	if cfg.CustomHTTPDoer != nil {
		handler = cfg.CustomHTTPDoer.Do
	}
	for i := len(cfg.Middlewares) - 1; i >= 0; i-- {
		wrap, next := cfg.Middlewares[i], handler
		handler = func(req *http.Request) (*http.Response, error) { return wrap(req, next) }
	}
	return handler
}

// send makes the attempts. The returned function ends the context of the last one.
func (cfg *RequestConfig) send() (*http.Response, context.CancelFunc, error) {
	handler := cfg.handler()
	const countHeader = "X-Stainless-Retry-Count"
	counts := cfg.Request.Header.Get(countHeader) == "0"
	for retry := 0; ; retry++ {
		ctx, cancel := cfg.Request.Context(), func() {}
		if cfg.RequestTimeout > 0 {
			ctx, cancel = context.WithTimeout(ctx, cfg.RequestTimeout)
		}
		req := cfg.Request.Clone(ctx)
		if counts {
			req.Header.Set(countHeader, strconv.Itoa(retry))
		}
		res, err := handler(req)
		if failure := cfg.Request.Context().Err(); failure != nil {
			closeBody(res)
			return nil, cancel, failure
		}
		if err != nil {
			res = nil
		}
		if (err == nil && res == nil) || retry >= cfg.MaxRetries || !shouldRetry(cfg.Request, res) {
			if err == nil && res == nil {
				err = errors.New("requestconfig: the transport gave no response")
			}
			return res, cancel, err
		}
		closeBody(res)
		cancel()
		if cfg.Request.GetBody != nil {
			if cfg.Request.Body, err = cfg.Request.GetBody(); err != nil {
				return nil, func() {}, err
			}
		}
		timer := time.NewTimer(retryDelay(res, retry))
		select {
		case <-cfg.Request.Context().Done():
			timer.Stop()
			return nil, func() {}, cfg.Request.Context().Err()
		case <-timer.C:
		}
	}
}

func closeBody(res *http.Response) {
	if res != nil && res.Body != nil {
		_ = res.Body.Close()
	}
}

func readAll(res *http.Response) ([]byte, error) {
	defer closeBody(res)
	return io.ReadAll(res.Body)
}

func (cfg *RequestConfig) readError(res *http.Response) error {
	contents, err := readAll(res)
	if err != nil {
		return err
	}
	// The body can still be dumped after it was read.
	res.Body = io.NopCloser(bytes.NewReader(contents))
	failure := &apierror.Error{Request: cfg.Request, Response: res, StatusCode: res.StatusCode}
	if err := failure.UnmarshalJSON(contents); err != nil {
		return err
	}
	return failure
}

type cancelingBody struct {
	io.ReadCloser
	cancel context.CancelFunc
}

// Close closes the body and ends the attempt's context.
func (b *cancelingBody) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

func decodeBody(res *http.Response, contents []byte, into any) error {
	mediaType, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	isJSON := strings.HasSuffix(mediaType, "/json") || strings.HasSuffix(mediaType, "+json")
	switch dst := into.(type) {
	case *[]byte:
		*dst = contents
		return nil
	case *string:
		if !isJSON {
			*dst = string(contents)
			return nil
		}
	case **string:
		if !isJSON {
			text := string(contents)
			*dst = &text
			return nil
		}
	}
	if len(bytes.TrimSpace(contents)) == 0 {
		fillPointer(into)
		return nil
	}
	if !isJSON && !json.Valid(contents) {
		return fmt.Errorf("the response has content type %q, which cannot be decoded into %T; use *string or *[]byte", mediaType, into)
	}
	if err := decode(contents, into); err != nil {
		return fmt.Errorf("error parsing response json: %w", err)
	}
	return nil
}

// fillPointer returns a zero value instead of nil if the response is empty.
func fillPointer(into any) {
	v := reflect.ValueOf(into)
	if v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.Pointer && v.Elem().IsNil() {
		v.Elem().Set(reflect.New(v.Elem().Type().Elem()))
	}
}
