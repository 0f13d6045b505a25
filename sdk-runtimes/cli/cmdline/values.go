package cmdline

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

func bytesReader(data []byte) io.Reader { return bytes.NewReader(data) }

// upload is a file that is sent.
type upload struct {
	name    string
	content []byte
}

// read returns the value that the texts of a flag stand for.
func (a *app) read(flag *Flag, texts []string) (any, error) {
	if !flag.List {
		if flag.Type == Any && len(texts) > 1 {
			return nil, usageErrorf("--%s: it can be given once", flag.Name)
		}
		return a.readText(flag, texts[0])
	}
	if len(texts) == 1 {
		// The whole list may be written at once, as YAML or JSON.
		if list, ok := a.readList(flag, texts[0]); ok {
			return list, nil
		}
	}
	list := []any{}
	for _, text := range texts {
		value, err := a.readText(flag, text)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	return list, nil
}

func (a *app) readList(flag *Flag, text string) ([]any, bool) {
	isFile := strings.HasPrefix(text, "@") && flag.Type == Any
	if !isFile && !strings.HasPrefix(strings.TrimSpace(text), "[") {
		return nil, false
	}
	whole := *flag
	whole.Type, whole.List = Any, false
	value, err := a.readText(&whole, text)
	list, ok := value.([]any)
	return list, ok && err == nil
}

func (a *app) readText(flag *Flag, text string) (any, error) {
	if flag.Type == File {
		return a.readUpload(flag, strings.TrimPrefix(text, "@"))
	}
	content, isFile, err := a.expand(flag, text)
	if err != nil {
		return nil, err
	}
	switch flag.Type {
	case Bytes:
		if isFile {
			return base64.StdEncoding.EncodeToString([]byte(content)), nil
		}
		return content, nil
	case Integer:
		number := strings.TrimSpace(content)
		if !isWhole(number) {
			return nil, usageErrorf("--%s: %q is not a whole number", flag.Name, content)
		}
		return json.Number(strings.TrimPrefix(number, "+")), nil
	case Number:
		number := strings.TrimSpace(content)
		if value, err := strconv.ParseFloat(number, 64); err != nil || math.IsInf(value, 0) || math.IsNaN(value) {
			return nil, usageErrorf("--%s: %q is not a number", flag.Name, content)
		}
		if json.Valid([]byte(number)) {
			return json.Number(number), nil
		}
		value, _ := strconv.ParseFloat(number, 64)
		return json.Number(strconv.FormatFloat(value, 'g', -1, 64)), nil
	case Boolean:
		value, err := strconv.ParseBool(strings.TrimSpace(content))
		if err != nil {
			return nil, usageErrorf("--%s: %q is neither true nor false", flag.Name, content)
		}
		return value, nil
	case Any:
		value, err := decodeText([]byte(content))
		if err != nil {
			return nil, usageErrorf("--%s: it is neither YAML nor JSON: %s", flag.Name, firstLine(err))
		}
		return value, nil
	default:
		return content, nil
	}
}

func isWhole(text string) bool {
	digits := strings.TrimLeft(text, "+-")
	if digits == "" || len(text)-len(digits) > 1 {
		return false
	}
	for _, r := range digits {
		if r < '0' || r > '9' {
			return false
		}
	}
	return digits == "0" || digits[0] != '0'
}

// expand puts a file's content in the place of @file. A text that begins with an @ of its own is written \@….
func (a *app) expand(flag *Flag, text string) (content string, isFile bool, err error) {
	if rest, found := strings.CutPrefix(text, `\@`); found {
		return "@" + rest, false, nil
	}
	name, found := strings.CutPrefix(text, "@")
	if !found || name == "" {
		return text, false, nil
	}
	data, err := a.readFile(name)
	if err != nil {
		return "", true, usageErrorf(`--%s: %s; to send the text itself, write '\%s'`, flag.Name, fileProblem(name, err), text)
	}
	return string(data), true, nil
}

func (a *app) readUpload(flag *Flag, name string) (any, error) {
	data, err := a.readFile(name)
	if err != nil {
		return nil, usageErrorf("--%s: %s", flag.Name, fileProblem(name, err))
	}
	if name == "-" {
		name = "stdin"
	}
	return &upload{name: filepath.Base(name), content: data}, nil
}

// readFile reads a file; - is standard input.
func (a *app) readFile(name string) ([]byte, error) {
	if name == "-" {
		data, err := io.ReadAll(a.stdin)
		a.stdin = nil
		return data, err
	}
	return os.ReadFile(name)
}

func fileProblem(name string, err error) string {
	if os.IsNotExist(err) {
		return fmt.Sprintf("there is no file %q", name)
	}
	return firstLine(err)
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// body reads what comes by standard input for a command that sends a body: nil if there is nothing.
func (a *app) body(c *Command) (any, error) {
	if a.stdin == nil || c.Body.Kind == "" || !isFed(a.stdin) {
		return nil, nil
	}
	data, err := io.ReadAll(a.stdin)
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return nil, err
	}
	if c.Body.Kind == "binary" || c.Body.Kind == "text" {
		return &upload{name: "stdin", content: data}, nil
	}
	value, err := decodeText(data)
	if err != nil {
		return nil, usageErrorf("standard input is neither YAML nor JSON: %s", firstLine(err))
	}
	if _, isMap := value.(map[string]any); !isMap && c.Body.Whole == "" {
		return nil, usageErrorf("standard input must be an object with the request's fields")
	}
	return value, nil
}

// isFed reports whether something was piped or redirected into the program. A stream that is not a file is.
func isFed(stdin io.Reader) bool {
	file, ok := stdin.(*os.File)
	if !ok {
		return true
	}
	info, err := file.Stat()
	if err != nil {
		return false
	}
	return info.Mode()&os.ModeNamedPipe != 0 || info.Mode().IsRegular()
}

// decodeText reads JSON, or else YAML. YAML's rules for texts in quotes are not those of JSON.
func decodeText(data []byte) (any, error) {
	if json.Valid(data) {
		return decodeJSON(data)
	}
	var value any
	if err := yaml.Unmarshal(data, &value); err != nil {
		return nil, err
	}
	return plain(value)
}

// plain makes of what YAML has what JSON has.
func plain(value any) (any, error) {
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			made, err := plain(inner)
			if err != nil {
				return nil, err
			}
			v[key] = made
		}
		return v, nil
	case map[any]any:
		out := map[string]any{}
		for key, inner := range v {
			made, err := plain(inner)
			if err != nil {
				return nil, err
			}
			out[fmt.Sprint(key)] = made
		}
		return out, nil
	case []any:
		for i := range v {
			made, err := plain(v[i])
			if err != nil {
				return nil, err
			}
			v[i] = made
		}
		return v, nil
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return nil, fmt.Errorf("%v is not a number that JSON has", v)
		}
		return v, nil
	case nil, string, bool, int, int64, uint64, json.Number:
		return v, nil
	default:
		return fmt.Sprint(v), nil
	}
}
