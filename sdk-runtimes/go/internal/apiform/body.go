package apiform

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"reflect"
)

// Multipart serialises a value and additional fields as multipart form data, and returns the body and its content
// type. Formats has the fields that are written unlike the others: the separator of a list, or the content type of a part.
func Multipart(value any, arrays string, extras map[string]any, formats map[string]string) ([]byte, string, error) {
	var out bytes.Buffer
	writer := multipart.NewWriter(&out)
	for _, part := range []any{value, extras} {
		if err := (encoder{multipartSink{writer}, arrays, formats}).encode("", reflect.ValueOf(part), ""); err != nil {
			return nil, "", errors.Join(err, writer.Close())
		}
	}
	if err := writer.Close(); err != nil {
		return nil, "", err
	}
	return out.Bytes(), writer.FormDataContentType(), nil
}

// URLEncoded serialises a value and additional fields as a URL-encoded form. Formats is as in [Multipart]: of content
// types, only JSON makes a difference.
func URLEncoded(value any, arrays string, extras map[string]any, formats map[string]string) ([]byte, string, error) {
	values := urlValues{}
	for _, part := range []any{value, extras} {
		if err := (encoder{values, arrays, formats}).encode("", reflect.ValueOf(part), ""); err != nil {
			return nil, "", err
		}
	}
	return []byte(url.Values(values).Encode()), "application/x-www-form-urlencoded", nil
}

// multipartSink writes a multipart form.
type multipartSink struct {
	*multipart.Writer
}

func (s multipartSink) WritePart(name, contentType, value string) error {
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", `form-data; name="`+quote(name)+`"`)
	header.Set("Content-Type", contentType)
	part, err := s.CreatePart(header)
	if err != nil {
		return err
	}
	_, err = io.WriteString(part, value)
	return err
}

type urlValues url.Values

func (v urlValues) WriteField(name, value string) error {
	url.Values(v).Add(name, value)
	return nil
}

func (v urlValues) WritePart(name, _, value string) error {
	return v.WriteField(name, value)
}

func (v urlValues) CreatePart(textproto.MIMEHeader) (io.Writer, error) {
	return nil, errors.New("apiform: a form that is URL-encoded holds no files")
}
