package cmdline

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

type pair struct{ name, value string }

func encodePairs(pairs []pair) string {
	parts := make([]string, len(pairs))
	for i, one := range pairs {
		parts[i] = url.QueryEscape(one.name) + "=" + url.QueryEscape(one.value)
	}
	return strings.Join(parts, "&")
}

// pairs writes a value as the program's queries have it, or in a format of its own.
func (a *app) pairs(name string, value any, format string) []pair {
	if text, ok := formatted(value, format); ok {
		return []pair{{name, text}}
	}
	return flatten(name, value, a.program.QueryArrays, a.program.QueryObjects)
}

func (a *app) formPairs(body any, formats map[string]string) []pair {
	fields, ok := body.(map[string]any)
	if !ok {
		return flatten("", body, a.program.FormArrays, "brackets")
	}
	var out []pair
	for _, name := range sortedKeys(fields) {
		if text, ok := formatted(fields[name], formats[name]); ok {
			out = append(out, pair{name, text})
		} else {
			out = append(out, flatten(name, fields[name], a.program.FormArrays, "brackets")...)
		}
	}
	return out
}

// formatted writes a value in a format: a list joined by a separator, or a value as text of a content type. False: it
// is written like others.
func formatted(value any, format string) (string, bool) {
	list, isList := value.([]any)
	switch {
	case format == "":
		return "", false
	case strings.Contains(format, "/"):
		return contentText(value, format)
	case !isList || len(list) == 0:
		return "", false
	}
	texts := make([]string, len(list))
	for i, item := range list {
		texts[i] = textOf(item)
	}
	return strings.Join(texts, format), true
}

// contentText is JSON; text of another type stays what it is.
func contentText(value any, contentType string) (string, bool) {
	if text, ok := value.(string); ok && !strings.Contains(strings.ToLower(contentType), "json") {
		return text, true
	}
	data, err := encodeJSON(value)
	return string(data), err == nil
}

// encodeQuery writes a query. Not every server takes a plus for a space.
func encodeQuery(pairs []pair) string {
	return strings.ReplaceAll(encodePairs(pairs), "+", "%20")
}

func flatten(name string, value any, arrays, objects string) []pair {
	switch v := value.(type) {
	case nil:
		return nil
	case map[string]any:
		var out []pair
		for _, key := range sortedKeys(v) {
			out = append(out, flatten(within(name, key, objects), v[key], arrays, objects)...)
		}
		return out
	case []any:
		return flattenList(name, v, arrays, objects)
	default:
		return []pair{{name, textOf(v)}}
	}
}

func flattenList(name string, list []any, arrays, objects string) []pair {
	var out []pair
	if arrays == "comma" {
		var texts []string
		for _, item := range list {
			switch item.(type) {
			case map[string]any, []any:
				out = append(out, flatten(name, item, arrays, objects)...)
			default:
				texts = append(texts, textOf(item))
			}
		}
		if len(texts) > 0 {
			out = append([]pair{{name, strings.Join(texts, ",")}}, out...)
		}
		return out
	}
	for i, item := range list {
		label := name
		switch arrays {
		case "brackets":
			label += "[]"
		case "indices":
			label += "[" + strconv.Itoa(i) + "]"
		}
		out = append(out, flatten(label, item, arrays, objects)...)
	}
	return out
}

func within(name, key, objects string) string {
	switch {
	case name == "":
		return key
	case objects == "dots":
		return name + "." + key
	default:
		return name + "[" + key + "]"
	}
}

func sortedKeys(object map[string]any) []string {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// textOf returns a value as it stands in paths, queries and headers.
func textOf(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case *upload:
		return string(v.content)
	case map[string]any:
		data, _ := encodeJSON(v)
		return string(data)
	case []any:
		texts := make([]string, len(v))
		for i, item := range v {
			texts[i] = textOf(item)
		}
		return strings.Join(texts, ",")
	default:
		return fmt.Sprint(v)
	}
}

// cookieText percent-encodes what a cookie's value may not contain (RFC 6265, section 4.1.1), except commas, which
// separate the items of lists. A semicolon in it begins no other cookie.
func cookieText(value any) string {
	var encoded strings.Builder
	for _, c := range []byte(textOf(value)) {
		if c > ' ' && c < 0x7f && c != '"' && c != ';' && c != '\\' {
			encoded.WriteByte(c)
		} else {
			fmt.Fprintf(&encoded, "%%%02X", c)
		}
	}
	return encoded.String()
}

func headerText(value any) string {
	return strings.NewReplacer("\r", " ", "\n", " ").Replace(strings.TrimSpace(textOf(value)))
}

// multipart writes the fields of a body, files as files.
func (a *app) multipart(body any, formats map[string]string) ([]byte, string, error) {
	var buffer bytes.Buffer
	writer := multipart.NewWriter(&buffer)
	err := a.writeFields(writer, body, formats)
	if closing := writer.Close(); err == nil {
		err = closing
	}
	return buffer.Bytes(), writer.FormDataContentType(), err
}

func (a *app) writeFields(writer *multipart.Writer, body any, formats map[string]string) error {
	fields, ok := body.(map[string]any)
	if !ok {
		return a.writeParts(writer, "", body)
	}
	for _, name := range sortedKeys(fields) {
		var err error
		text, isText := formatted(fields[name], formats[name])
		switch {
		case !isText:
			err = a.writeParts(writer, name, fields[name])
		case strings.Contains(formats[name], "/"):
			err = writeText(writer, name, formats[name], text)
		default:
			err = writer.WriteField(name, text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *app) writeParts(writer *multipart.Writer, name string, value any) error {
	switch v := value.(type) {
	case nil:
		return nil
	case *upload:
		return writeFile(writer, name, v)
	case map[string]any:
		for _, key := range sortedKeys(v) {
			if err := a.writeParts(writer, within(name, key, "brackets"), v[key]); err != nil {
				return err
			}
		}
		return nil
	case []any:
		if !holdsFile(v) {
			for _, one := range flattenList(name, v, a.program.MultipartArrays, "brackets") {
				if err := writer.WriteField(one.name, one.value); err != nil {
					return err
				}
			}
			return nil
		}
		for i, item := range v {
			label := name
			switch a.program.MultipartArrays {
			case "brackets":
				label += "[]"
			case "indices":
				label += "[" + strconv.Itoa(i) + "]"
			}
			if err := a.writeParts(writer, label, item); err != nil {
				return err
			}
		}
		return nil
	default:
		return writer.WriteField(name, textOf(v))
	}
}

func holdsFile(list []any) bool {
	for _, item := range list {
		if _, ok := item.(*upload); ok {
			return true
		}
	}
	return false
}

var quote = strings.NewReplacer("\\", "\\\\", `"`, "\\\"", "\r", "%0D", "\n", "%0A")

// writeText writes a part with a content type.
func writeText(writer *multipart.Writer, name, contentType, text string) error {
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"`, quote.Replace(name)))
	header.Set("Content-Type", contentType)
	part, err := writer.CreatePart(header)
	if err != nil {
		return err
	}
	_, err = part.Write([]byte(text))
	return err
}

func writeFile(writer *multipart.Writer, name string, file *upload) error {
	contentType := mime.TypeByExtension(filepath.Ext(file.name))
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition",
		fmt.Sprintf(`form-data; name="%s"; filename="%s"`, quote.Replace(name), quote.Replace(file.name)))
	header.Set("Content-Type", contentType)
	part, err := writer.CreatePart(header)
	if err != nil {
		return err
	}
	_, err = part.Write(file.content)
	return err
}
