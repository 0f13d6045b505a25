package cmdline

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/tidwall/gjson"
	"github.com/urfave/cli/v3"
)

// printer prints responses in one format.
type printer struct {
	w         io.Writer
	format    string
	transform string
	look      look
	// rows are the items of a table that is not yet shown.
	rows []gjson.Result
	// columns are those of the table that was begun.
	columns []column
	begun   bool
	// leftOut is the number of columns that did not fit.
	leftOut int
}

func (a *app) printerOf(cmd *cli.Command) (*printer, error) {
	for _, name := range []string{"format", "format-error"} {
		if value := cmd.String(name); !contains(strings.Split(formats, ", "), value) {
			return nil, usageErrorf("--%s: %q is none of %s", name, value, formats)
		}
	}
	a.errorFormat, a.errorTransform = cmd.String("format-error"), cmd.String("transform-error")
	return &printer{
		w: a.stdout, format: cmd.String("format"), transform: cmd.String("transform"), look: a.outLook,
	}, nil
}

func (p *printer) write(data []byte) error {
	_, err := p.w.Write(data)
	return err
}

// answer shows a whole answer.
func (p *printer) answer(content []byte) error {
	if len(bytes.TrimSpace(content)) == 0 {
		return nil
	}
	if !gjson.ValidBytes(content) || (p.format == "raw" && p.transform == "") {
		return p.text(content)
	}
	value, ok := p.part(content)
	if !ok {
		return nil
	}
	if p.format == "auto" && p.look.terminal && p.transform == "" {
		// A list is a table, also within an answer that holds nothing else that matters.
		if rows := rowsOf(value); rows != nil {
			p.rows = rows
			if err := p.end(); err != nil {
				return err
			}
			return p.close()
		}
	}
	return p.value(value, false)
}

// item shows one item of a list.
func (p *printer) item(raw []byte) error {
	value, ok := p.part(raw)
	if !ok {
		return nil
	}
	if p.format == "auto" && p.look.terminal && p.transform == "" && value.IsObject() {
		p.rows = append(p.rows, value)
		return nil
	}
	return p.value(value, true)
}

// end shows the rows that were gathered.
func (p *printer) end() error {
	rows := p.rows
	p.rows = nil
	if len(rows) == 0 {
		return nil
	}
	return p.table(rows)
}

// part is what the transform leaves of a value.
func (p *printer) part(raw []byte) (gjson.Result, bool) {
	if p.transform == "" {
		return gjson.ParseBytes(raw), true
	}
	value := gjson.GetBytes(raw, p.transform)
	return value, value.Exists()
}

// text shows what is no JSON as it came; on a terminal without what controls it.
func (p *printer) text(content []byte) error {
	if p.look.terminal {
		content = []byte(plainLines(string(content)))
	}
	if !bytes.HasSuffix(content, []byte("\n")) {
		content = append(bytes.Clone(content), '\n')
	}
	return p.write(content)
}

func (p *printer) value(value gjson.Result, isItem bool) error {
	format := p.format
	if p.transform != "" && (format == "auto" || format == "raw") && !value.IsObject() && !value.IsArray() {
		return p.text([]byte(value.String()))
	}
	if format == "auto" {
		switch {
		case p.look.terminal:
			format = "pretty"
		case isItem:
			format = "jsonl"
		default:
			format = "json"
		}
	}
	raw := []byte(value.Raw)
	switch format {
	case "json":
		return p.indented(raw)
	case "yaml":
		return p.yaml(value, isItem)
	case "pretty":
		return p.pretty(value, isItem)
	case "raw":
		return p.text(raw)
	default:
		return p.compact(raw)
	}
}

func (p *printer) compact(raw []byte) error {
	var buffer bytes.Buffer
	if err := json.Compact(&buffer, raw); err != nil {
		return err
	}
	buffer.WriteByte('\n')
	return p.write(p.visible(buffer.Bytes()))
}

func (p *printer) indented(raw []byte) error {
	var buffer bytes.Buffer
	if err := json.Indent(&buffer, raw, "", "  "); err != nil {
		return err
	}
	buffer.WriteByte('\n')
	return p.write(p.visible(buffer.Bytes()))
}

// visible escapes what JSON may hold unescaped and a terminal would obey.
func (p *printer) visible(data []byte) []byte {
	if !p.look.terminal {
		return data
	}
	return []byte(escapeHidden(string(data)))
}

func (p *printer) yaml(value gjson.Result, isItem bool) error {
	data, err := yaml.Marshal(ordered(value))
	if err != nil {
		return err
	}
	if isItem {
		data = append([]byte("---\n"), data...)
	}
	return p.write(p.visible(data))
}

// ordered keeps the order of fields, which a map would lose, and numbers that no float holds.
func ordered(value gjson.Result) any {
	switch {
	case value.IsObject():
		object := yaml.MapSlice{}
		value.ForEach(func(key, inner gjson.Result) bool {
			object = append(object, yaml.MapItem{Key: key.String(), Value: ordered(inner)})
			return true
		})
		return object
	case value.IsArray():
		list := []any{}
		for _, inner := range value.Array() {
			list = append(list, ordered(inner))
		}
		return list
	case value.Type == gjson.Number:
		return numberOf(value)
	case value.Type == gjson.String && escapeHidden(value.Str) != value.Str:
		return quoted(value.Str)
	default:
		return value.Value()
	}
}

// quoted is text with characters that a terminal would obey: they are escaped, as they are in JSON.
type quoted string

// MarshalYAML returns the text between quotes.
func (q quoted) MarshalYAML() ([]byte, error) {
	data, err := encodeJSON(string(q))
	return []byte(escapeHidden(string(data))), err
}

func numberOf(value gjson.Result) any {
	if isWhole(value.Raw) {
		if int64Text(value.Int()) == value.Raw {
			return value.Int()
		}
		if uint64Text(value.Uint()) == value.Raw {
			return value.Uint()
		}
		return value.Raw
	}
	return value.Float()
}
