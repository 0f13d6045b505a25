package cmdline

import (
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

const (
	keyColor  = "36"
	nullColor = "2"
)

// pretty shows a value for people: names and values, indented.
func (p *printer) pretty(value gjson.Result, isItem bool) error {
	var out strings.Builder
	if !value.IsObject() && !value.IsArray() {
		out.WriteString(p.scalar(value, "") + "\n")
	} else {
		p.block(&out, value, "")
	}
	if isItem && (value.IsObject() || value.IsArray()) {
		out.WriteString("\n")
	}
	return p.write([]byte(out.String()))
}

func (p *printer) block(out *strings.Builder, value gjson.Result, indent string) {
	if value.IsArray() {
		for _, inner := range value.Array() {
			if isEmpty(inner) || (!inner.IsObject() && !inner.IsArray()) {
				out.WriteString(indent + "- " + p.scalar(inner, indent+"  ") + "\n")
				continue
			}
			var block strings.Builder
			p.block(&block, inner, indent+"  ")
			out.WriteString(indent + "- " + strings.TrimPrefix(block.String(), indent+"  "))
		}
		return
	}
	value.ForEach(func(key, inner gjson.Result) bool {
		name := p.look.paint(keyColor, escapeHidden(oneLineKey(key.String()))+":")
		if isEmpty(inner) || (!inner.IsObject() && !inner.IsArray()) {
			out.WriteString(indent + name + " " + p.scalar(inner, indent+"  ") + "\n")
			return true
		}
		out.WriteString(indent + name + "\n")
		p.block(out, inner, indent+"  ")
		return true
	})
}

func oneLineKey(key string) string { return strings.ReplaceAll(key, "\n", `\n`) }

func isEmpty(value gjson.Result) bool {
	return value.IsObject() && len(value.Map()) == 0 || value.IsArray() && len(value.Array()) == 0
}

func (p *printer) scalar(value gjson.Result, indent string) string {
	switch value.Type {
	case gjson.String:
		text := escapeHidden(value.Str)
		if strings.Contains(text, "\n") {
			return "\n" + indent + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n"+indent)
		}
		if text == "" {
			return strconv.Quote(text)
		}
		return text
	case gjson.Null:
		return p.look.paint(nullColor, "null")
	case gjson.JSON:
		if value.IsArray() {
			return "[]"
		}
		return "{}"
	default:
		return value.Raw
	}
}
