package option

import (
	"log"
	"net/http"
	"net/http/httputil"

	"example.com/sdk/internal/requestconfig"
)

// WithDebugLog logs requests and responses to the logger, or to the default one if it is nil. Credentials in headers
// and in the query are omitted; bodies are not. It is meant for development.
func WithDebugLog(logger *log.Logger) RequestOption {
	if logger == nil {
		logger = log.Default()
	}
	return WithMiddleware(func(req *http.Request, next MiddlewareNext) (*http.Response, error) {
		shown := *req
		shown.Header = withoutSecrets(req.Header)
		shown.URL = hideQuery(req)
		if dump, err := httputil.DumpRequest(&shown, true); err == nil {
			logger.Printf("Request Content:\n%s\n", dump)
		}
		// The logged part of the body is replayed when it is sent.
		req.Body = shown.Body
		res, err := next(req)
		if err != nil || res == nil {
			return res, err
		}
		seen := *res
		seen.Header = withoutSecrets(res.Header)
		if dump, err := httputil.DumpResponse(&seen, !isStream(res)); err == nil {
			logger.Printf("Response Content:\n%s\n", dump)
		}
		res.Body = seen.Body
		return res, nil
	})
}

const hidden = "***"

func withoutSecrets(header http.Header) http.Header {
	shown := header.Clone()
	names := append([]string{
		"Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "Api-Key", "X-Api-Key",
	}, requestconfig.SecretHeaders...)
	for _, name := range names {
		if len(shown.Values(name)) > 0 {
			shown.Set(name, hidden)
		}
	}
	return shown
}

func isStream(res *http.Response) bool {
	return res.ContentLength < 0 && res.Header.Get("Content-Type") != "application/json"
}
