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
// type.
func Multipart(value any, arrays string, extras map[string]any) ([]byte, string, error) {
	var out bytes.Buffer
	writer := multipart.NewWriter(&out)
	for _, part := range []any{value, extras} {
		if err := (encoder{writer, arrays}).encode("", reflect.ValueOf(part), ""); err != nil {
			return nil, "", errors.Join(err, writer.Close())
		}
	}
	if err := writer.Close(); err != nil {
		return nil, "", err
	}
	return out.Bytes(), writer.FormDataContentType(), nil
}

// URLEncoded serialises a value and additional fields as a URL-encoded form.
func URLEncoded(value any, arrays string, extras map[string]any) ([]byte, string, error) {
	values := urlValues{}
	for _, part := range []any{value, extras} {
		if err := (encoder{values, arrays}).encode("", reflect.ValueOf(part), ""); err != nil {
			return nil, "", err
		}
	}
	return []byte(url.Values(values).Encode()), "application/x-www-form-urlencoded", nil
}

type urlValues url.Values

func (v urlValues) WriteField(name, value string) error {
	url.Values(v).Add(name, value)
	return nil
}

func (v urlValues) CreatePart(textproto.MIMEHeader) (io.Writer, error) {
	return nil, errors.New("apiform: a form that is URL-encoded holds no files")
}
