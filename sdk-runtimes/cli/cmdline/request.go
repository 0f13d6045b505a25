package cmdline

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
)

// call is a request before it is written: what the next page of a list changes.
type call struct {
	command *Command
	path    string
	query   []pair
	headers [][2]string
	// body is any value of JSON, an *upload, or nil for none.
	body any
	// url replaces path and query, as an answer gave it.
	url string
}

// prepare puts the arguments and what came by standard input where they belong.
func (a *app) prepare(c *Command, found []given, body any) (*call, error) {
	r := &call{command: c, path: c.Path, body: body}
	for _, fixed := range c.FixedQuery {
		r.query = append(r.query, pair{fixed[0], fixed[1]})
	}
	var nested []given
	for _, one := range found {
		if len(one.flag.Within) > 0 {
			nested = append(nested, one)
			continue
		}
		if err := a.place(r, one); err != nil {
			return nil, err
		}
	}
	for _, one := range nested {
		if err := r.setNested(one); err != nil {
			return nil, err
		}
	}
	if names := missing(c, found, r.body); len(names) > 0 {
		return nil, usageErrorf("%s missing: %s", plural(len(names), "a value is", "values are"), strings.Join(names, ", "))
	}
	if r.body == nil && c.Body.Required && c.Body.Whole == "" && c.Body.Kind != "binary" && c.Body.Kind != "text" {
		r.body = map[string]any{}
	}
	return r, nil
}

func (a *app) place(r *call, one given) error {
	flag := one.flag
	switch flag.In {
	case "path":
		text := textOf(one.value)
		if text == "" {
			return usageErrorf("--%s: it is empty", flag.Name)
		}
		r.path = strings.ReplaceAll(r.path, "{"+flag.Wire+"}", pathSegment(text))
	case "query":
		r.query = append(r.query, a.pairs(flag.Wire, one.value, flag.Format)...)
	case "header":
		r.headers = append(r.headers, [2]string{flag.Wire, headerText(one.value)})
	case "cookie":
		r.headers = append(r.headers, [2]string{"Cookie", flag.Wire + "=" + cookieText(one.value)})
	case "body":
		if r.command.Body.Whole == flag.Name {
			if r.body == nil || !one.implied {
				r.body = one.value
			}
			return nil
		}
		if _, known := r.fields()[flag.Wire]; !known || !one.implied {
			r.fields()[flag.Wire] = one.value
		}
	}
	return nil
}

// fields is the body as an object.
func (r *call) fields() map[string]any {
	fields, ok := r.body.(map[string]any)
	if !ok {
		fields = map[string]any{}
		r.body = fields
	}
	return fields
}

// setNested sets a field within an object of the body.
func (r *call) setNested(one given) error {
	object := r.fields()
	for _, name := range one.flag.Within {
		inner, ok := object[name].(map[string]any)
		if !ok {
			if object[name] != nil {
				return usageErrorf("--%s: %s is not an object", one.flag.Name, name)
			}
			inner = map[string]any{}
			object[name] = inner
		}
		object = inner
	}
	object[one.flag.Wire] = one.value
	return nil
}

// pathSegment escapes a value. Segments of dots alone would lead to another path.
func pathSegment(text string) string {
	escaped := url.PathEscape(text)
	if strings.Trim(escaped, ".") == "" {
		return strings.ReplaceAll(escaped, ".", "%2E")
	}
	return escaped
}

// request writes the call.
func (a *app) request(r *call, accept string) (*Request, error) {
	c := r.command
	out := &Request{
		Method: strings.ToUpper(c.Method), Path: r.path, Headers: append([][2]string{}, r.headers...),
		Security: c.Security, TimeoutMS: c.TimeoutMS, MaxRetries: c.MaxRetries,
	}
	if r.url != "" {
		out.Path = r.url
	} else if query := encodeQuery(r.query); query != "" {
		out.Path += "?" + query
	}
	if accept != "" {
		out.Headers = append(out.Headers, [2]string{"Accept", accept})
	}
	if r.body == nil {
		return out, nil
	}
	out.ContentType = c.Body.ContentType
	var err error
	switch c.Body.Kind {
	case "multipart":
		out.Body, out.ContentType, err = a.multipart(r.body, c.Body.Formats)
	case "form":
		out.Body = []byte(encodePairs(a.formPairs(r.body, c.Body.Formats)))
	case "binary", "text":
		if file, ok := r.body.(*upload); ok {
			out.Body = bytes.NewReader(file.content)
		} else {
			out.Body = []byte(textOf(r.body))
		}
	default:
		out.Body, err = encodeJSON(r.body)
	}
	return out, err
}

func encodeJSON(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(asJSON(value)); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buffer.Bytes(), "\n"), nil
}

// asJSON puts the content of files as text where they are sent as JSON.
func asJSON(value any) any {
	switch v := value.(type) {
	case *upload:
		return string(v.content)
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, inner := range v {
			out[key] = asJSON(inner)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, inner := range v {
			out[i] = asJSON(inner)
		}
		return out
	default:
		return value
	}
}

func plural(count int, one, many string) string {
	if count == 1 {
		return one
	}
	return many
}
