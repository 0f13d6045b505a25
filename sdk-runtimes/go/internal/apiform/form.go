// Package apiform serialises parameters as forms.
package apiform

import (
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"path"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"example.com/sdk/internal/encoding/wire"
)

// Marshaler is a struct that is sent as a form.
type Marshaler interface {
	// MarshalMultipart returns the body and its content type.
	MarshalMultipart() ([]byte, string, error)
}

// Marshal serialises a struct whose fields have `form` (or `json`) tags, with names like a.0.b.
func Marshal(value any, writer *multipart.Writer) error {
	return MarshalWithSettings(value, writer, "indices:dots")
}

// MarshalWithSettings writes a struct with arrays in the given format: "brackets" a[], "comma" 1,2, "repeat" a, "indices"
// a[0]; "indices:dots" a.0, in which nested names have dots too.
func MarshalWithSettings(value any, writer *multipart.Writer, arrays string) error {
	return encoder{multipartSink{writer}, arrays, nil}.encode("", reflect.ValueOf(value), "")
}

// sink receives the parts of a form.
type sink interface {
	WriteField(name, value string) error
	WritePart(name, contentType, value string) error
	CreatePart(header textproto.MIMEHeader) (io.Writer, error)
}

type encoder struct {
	writer sink
	arrays string
	// formats of fields that are written unlike the others.
	formats map[string]string
}

func (e encoder) encode(key string, v reflect.Value, format string) error {
	if !v.IsValid() || ((v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil()) {
		return nil
	}
	if t, ok := wire.Time(v); ok {
		return e.writer.WriteField(key, wire.FormatTime(t, format))
	}
	if v.CanInterface() {
		switch value := v.Interface().(type) {
		case wire.Value:
			inner, send := value.Wire()
			if !send || inner == nil {
				return nil
			}
			return e.encode(key, reflect.ValueOf(inner), format)
		case io.Reader:
			return e.file(key, value)
		case wire.Overrider:
			if inner, ok := value.Overrides(); ok {
				return e.encode(key, reflect.ValueOf(inner), format)
			}
		}
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return e.encode(key, v.Elem(), format)
	case reflect.Struct:
		return e.encodeStruct(key, v)
	case reflect.Map:
		return e.encodeMap(key, v, format)
	case reflect.Slice, reflect.Array:
		return e.encodeList(key, v, format)
	default:
		return e.writer.WriteField(key, scalar(v))
	}
}

func (e encoder) file(key string, reader io.Reader) error {
	name, contentType := "anonymous_file", "application/octet-stream"
	if file, ok := reader.(interface{ Filename() string }); ok && file.Filename() != "" {
		name = file.Filename()
	} else if file, ok := reader.(interface{ Name() string }); ok && file.Name() != "" {
		name = path.Base(file.Name())
	}
	if file, ok := reader.(interface{ ContentType() string }); ok && file.ContentType() != "" {
		contentType = file.ContentType()
	}
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, quote(key), quote(name)))
	header.Set("Content-Type", strings.NewReplacer("\r", "", "\n", "").Replace(contentType))
	part, err := e.writer.CreatePart(header)
	if err != nil {
		return err
	}
	_, err = io.Copy(part, reader)
	return err
}

func quote(text string) string {
	return strings.NewReplacer("\\", "\\\\", `"`, "\\\"", "\r", "%0D", "\n", "%0A").Replace(text)
}

func (e encoder) encodeStruct(key string, v reflect.Value) error {
	t := v.Type()
	_, isUnion := v.Interface().(wire.Union)
	type entry struct {
		name   string
		value  reflect.Value
		format string
	}
	var entries []entry
	var extras []reflect.Value
	var embedded []reflect.Value
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		tag, ok := field.Tag.Lookup("form")
		if !ok {
			tag, ok = field.Tag.Lookup("json")
		}
		if !field.IsExported() || (!ok && field.Anonymous && field.Type.Kind() != reflect.Struct) {
			continue
		}
		name, options := wire.CutTag(tag)
		format, value := field.Tag.Get("format"), v.Field(i)
		switch {
		case isUnion:
			if !field.Anonymous && !value.IsZero() {
				return e.encode(key, value, format)
			}
		case strings.Contains(options, "extras") || strings.Contains(field.Tag.Get("api"), "extrafields"):
			extras = append(extras, value)
		case !ok && field.Anonymous:
			embedded = append(embedded, value)
		case !ok || tag == "-" || name == "" || (strings.Contains(options, "omitzero") && value.IsZero()):
		default:
			entries = append(entries, entry{name, value, format})
		}
	}
	for _, inner := range embedded {
		if err := e.encodeStruct(key, inner); err != nil {
			return err
		}
	}
	sort.SliceStable(entries, func(i, j int) bool { return entries[i].name < entries[j].name })
	for _, field := range entries {
		if err := e.member(key, field.name, field.value, field.format); err != nil {
			return err
		}
	}
	for _, inner := range extras {
		if err := e.encodeMap(key, inner, ""); err != nil {
			return err
		}
	}
	return nil
}

func (e encoder) member(key string, name string, value reflect.Value, format string) error {
	how := e.formats[name]
	if key != "" || how == "" {
		return e.encode(e.nested(key, name), value, format)
	}
	sent, send := wire.Sent(value)
	if !send {
		return nil
	}
	if wire.Content(how) {
		text, err := content(sent, how, format)
		if err != nil {
			return err
		}
		return e.writer.WritePart(name, how, text)
	}
	if !sent.IsValid() || (sent.Kind() != reflect.Slice && sent.Kind() != reflect.Array) {
		return e.encode(name, value, format)
	}
	var texts []string
	for i := 0; i < sent.Len(); i++ {
		if item, ok := wire.Sent(sent.Index(i)); ok {
			texts = append(texts, text(item, format))
		}
	}
	if len(texts) == 0 {
		return nil
	}
	return e.writer.WriteField(name, strings.Join(texts, how))
}

// content is JSON, unless the type is another one and the value has a text.
func content(v reflect.Value, contentType string, format string) (string, error) {
	if !wire.IsJSON(contentType) && v.IsValid() {
		if plain := text(v, format); plain != "" || v.Kind() == reflect.String {
			return plain, nil
		}
	}
	return wire.JSON(v)
}

// text of a scalar or a time; empty for other values.
func text(v reflect.Value, format string) string {
	if !v.IsValid() {
		return ""
	}
	if t, ok := wire.Time(v); ok {
		return wire.FormatTime(t, format)
	}
	return scalar(v)
}

func (e encoder) nested(key string, name string) string {
	switch {
	case key == "":
		return name
	case e.arrays == "indices:dots":
		return key + "." + name
	default:
		return key + "[" + name + "]"
	}
}

func (e encoder) encodeMap(key string, v reflect.Value, format string) error {
	values := map[string]reflect.Value{}
	var names []string
	for iter := v.MapRange(); iter.Next(); {
		name := scalar(iter.Key())
		names = append(names, name)
		values[name] = iter.Value()
	}
	sort.Strings(names)
	for _, name := range names {
		if err := e.member(key, name, values[name], format); err != nil {
			return err
		}
	}
	return nil
}

func (e encoder) encodeList(key string, v reflect.Value, format string) error {
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
		return e.writer.WriteField(key, string(v.Bytes()))
	}
	if e.arrays == "comma" && isScalarList(v) {
		texts := make([]string, v.Len())
		for i := range texts {
			texts[i] = scalar(v.Index(i))
		}
		return e.writer.WriteField(key, strings.Join(texts, ","))
	}
	for i := 0; i < v.Len(); i++ {
		name := key
		switch e.arrays {
		case "indices:dots":
			name = key + "." + strconv.Itoa(i)
		case "indices":
			name = key + "[" + strconv.Itoa(i) + "]"
		case "repeat":
		default:
			name = key + "[]"
		}
		if err := e.encode(name, v.Index(i), format); err != nil {
			return err
		}
	}
	return nil
}

func isScalarList(v reflect.Value) bool {
	switch v.Type().Elem().Kind() {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64:
		return v.Len() > 0
	default:
		return false
	}
}

func scalar(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, v.Type().Bits())
	case reflect.String:
		if constant, ok := v.Interface().(interface{ Default() string }); ok && v.IsZero() {
			return constant.Default()
		}
		return v.String()
	default:
		return ""
	}
}
