package requestconfig

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"
)

// RawText returns the value at a path of an object as a string; empty if it is missing or null.
func RawText(raw string, path ...string) string {
	value := json.RawMessage(raw)
	for _, name := range path {
		var object map[string]json.RawMessage
		if json.Unmarshal(value, &object) != nil {
			return ""
		}
		value = object[name]
	}
	var text string
	switch {
	case len(value) == 0 || string(value) == "null":
		return ""
	case json.Unmarshal(value, &text) == nil:
		return text
	default:
		return string(value)
	}
}

// Number parses an integer.
func Number(text string) (int64, bool) {
	value, err := strconv.ParseInt(text, 10, 64)
	return value, err == nil
}

// NumberOr parses an integer, or returns a default.
func NumberOr(text string, otherwise int64) int64 {
	if value, ok := Number(text); ok {
		return value
	}
	return otherwise
}

// Sent reports whether the request has the parameter, in its query or its JSON body.
func Sent(cfg *RequestConfig, name string) bool {
	return sentText(cfg, name) != ""
}

// SentNumber returns the number of the request's parameter, or a default.
func SentNumber(cfg *RequestConfig, name string, otherwise int64) int64 {
	return NumberOr(sentText(cfg, name), otherwise)
}

func sentText(cfg *RequestConfig, name string) string {
	if value := cfg.Request.URL.Query().Get(name); value != "" {
		return value
	}
	if buffer, ok := cfg.Body.(interface{ Bytes() []byte }); ok {
		return RawText(string(buffer.Bytes()), name)
	}
	return ""
}

// FieldText returns a field of a received item, by its name on the wire.
func FieldText(item any, name string) string {
	if holder, ok := item.(interface{ RawJSON() string }); ok {
		return RawText(holder.RawJSON(), name)
	}
	if v := reflect.Indirect(reflect.ValueOf(item)); v.Kind() == reflect.Struct {
		if meta := v.FieldByName("JSON"); meta.IsValid() {
			if holder, ok := meta.Interface().(interface{ RawJSON() string }); ok {
				return RawText(holder.RawJSON(), name)
			}
		}
	}
	data, err := json.Marshal(item)
	if err != nil {
		return ""
	}
	return RawText(string(data), name)
}

// ResponseHeader returns a header of the response; empty if it is missing.
func ResponseHeader(res *http.Response, name string) string {
	if res == nil {
		return ""
	}
	return res.Header.Get(name)
}

// FollowURL requests a URL from a response. Credentials are not sent to another host.
func (cfg *RequestConfig) FollowURL(next string) error {
	target, err := cfg.Request.URL.Parse(next)
	if err != nil {
		return err
	}
	if target.Host != cfg.Request.URL.Host {
		for _, name := range append([]string{"Authorization", "Cookie"}, SecretHeaders...) {
			cfg.Request.Header.Del(name)
		}
	}
	cfg.Request.URL = target
	cfg.Request.Host = target.Host
	return nil
}

// CookieValue percent-encodes what a cookie's value may not contain (RFC 6265, section 4.1.1), except commas, which
// separate the items of lists. A semicolon in it begins no other cookie.
func CookieValue(text string) string {
	var encoded strings.Builder
	for _, c := range []byte(text) {
		if c > ' ' && c < 0x7f && c != '"' && c != ';' && c != '\\' {
			encoded.WriteByte(c)
		} else {
			fmt.Fprintf(&encoded, "%%%02X", c)
		}
	}
	return encoded.String()
}

// HeaderValue formats a parameter as a header, and reports whether there is anything to send.
func HeaderValue(param any) (string, bool) {
	if value, ok := param.(interface{ Wire() (any, bool) }); ok {
		inner, send := value.Wire()
		if !send || inner == nil {
			return "", false
		}
		return HeaderValue(inner)
	}
	v := reflect.ValueOf(param)
	switch v.Kind() {
	case reflect.Invalid:
		return "", false
	case reflect.Slice, reflect.Array:
		if v.Len() == 0 {
			return "", false
		}
		texts := make([]string, v.Len())
		for i := range texts {
			texts[i] = fmt.Sprint(v.Index(i).Interface())
		}
		return strings.Join(texts, ","), true
	case reflect.String:
		if constant, ok := defaultText(v); ok && v.Len() == 0 {
			return constant, true
		}
		return v.String(), v.Len() > 0
	default:
		return fmt.Sprint(param), true
	}
}

// defaultText returns the value of a type with only one value.
func defaultText(v reflect.Value) (string, bool) {
	method := v.MethodByName("Default")
	if !method.IsValid() || method.Type().NumIn() != 0 || method.Type().NumOut() != 1 {
		return "", false
	}
	return method.Call(nil)[0].String(), true
}
