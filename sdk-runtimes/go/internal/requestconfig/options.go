package requestconfig

import (
	"net/url"
	"strings"
)

// RequestOption changes a request before it is sent.
type RequestOption interface {
	Apply(*RequestConfig) error
}

// RequestOptionFunc is an option that needs the request.
type RequestOptionFunc func(*RequestConfig) error

// PreRequestOptionFunc is an option that is also applied before there is a request.
type PreRequestOptionFunc func(*RequestConfig) error

// Apply changes the request.
func (f RequestOptionFunc) Apply(cfg *RequestConfig) error { return f(cfg) }

// Apply changes the request, or only the configuration before there is a request.
func (f PreRequestOptionFunc) Apply(cfg *RequestConfig) error { return f(cfg) }

// Apply applies the options in order.
func (cfg *RequestConfig) Apply(opts ...RequestOption) error {
	for _, opt := range opts {
		if err := opt.Apply(cfg); err != nil {
			return err
		}
	}
	return nil
}

// PreRequestOptions applies the options that need no request, so that methods can read the client's options.
func PreRequestOptions(opts ...RequestOption) (RequestConfig, error) {
	cfg := RequestConfig{}
	for _, opt := range opts {
		if pre, ok := opt.(PreRequestOptionFunc); ok {
			if err := pre.Apply(&cfg); err != nil {
				return cfg, err
			}
		}
	}
	return cfg, nil
}

// WithDefaultBaseURL sets the default URL. Names in braces are replaced by [WithServerVariable].
func WithDefaultBaseURL(base string) RequestOption {
	return RequestOptionFunc(func(cfg *RequestConfig) error {
		cfg.baseURLTemplate = base
		return cfg.fillBaseURL()
	})
}

// WithServerVariable replaces a name in braces of the default base URL.
func WithServerVariable(name string, value string) RequestOption {
	return RequestOptionFunc(func(cfg *RequestConfig) error {
		variables := map[string]string{name: value}
		for other, value := range cfg.serverVariables {
			if other != name {
				variables[other] = value
			}
		}
		cfg.serverVariables = variables
		return cfg.fillBaseURL()
	})
}

func (cfg *RequestConfig) fillBaseURL() error {
	filled := cfg.baseURLTemplate
	for name, value := range cfg.serverVariables {
		filled = strings.ReplaceAll(filled, "{"+name+"}", url.PathEscape(value))
	}
	if filled == "" || strings.ContainsAny(filled, "{}") {
		return nil
	}
	base, err := ParseBaseURL(filled)
	if err != nil {
		return err
	}
	cfg.DefaultBaseURL = base
	return nil
}

// ParseBaseURL parses a base URL: its path ends with a slash.
func ParseBaseURL(base string) (*url.URL, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	if !strings.HasSuffix(u.Path, "/") {
		u.Path += "/"
		if u.RawPath != "" {
			u.RawPath += "/"
		}
	}
	return u, nil
}
