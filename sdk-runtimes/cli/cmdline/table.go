package cmdline

import (
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

type column struct {
	name  string
	width int
}

const (
	widestCell = 40
	leastCell  = 6
)

// rowsOf returns the objects of a list, or of the only list of objects that an answer holds; nil if it is none.
func rowsOf(value gjson.Result) []gjson.Result {
	if value.IsArray() {
		list := value.Array()
		for _, item := range list {
			if !item.IsObject() {
				return nil
			}
		}
		if len(list) == 0 {
			return nil
		}
		return list
	}
	return nil
}

// table shows objects as rows, with the columns that fit.
func (p *printer) table(rows []gjson.Result) error {
	var out strings.Builder
	if !p.begun {
		var left int
		p.columns, left = columnsOf(rows, p.look.width)
		p.begun = true
		var head []string
		for _, one := range p.columns {
			head = append(head, fit(strings.ToUpper(one.name), one.width))
		}
		out.WriteString(p.look.paint("1", strings.TrimRight(strings.Join(head, "  "), " ")) + "\n")
		defer p.tellLeftOut(left)
	}
	for _, row := range rows {
		var cells []string
		for _, one := range p.columns {
			cells = append(cells, fit(cellText(at(row, []string{one.name})), one.width))
		}
		out.WriteString(strings.TrimRight(strings.Join(cells, "  "), " ") + "\n")
	}
	return p.write([]byte(out.String()))
}

func (p *printer) tellLeftOut(count int) {
	if count > 0 {
		text := "(" + int64Text(int64(count)) + " more " + plural(count, "column", "columns") + ": --format json)"
		_ = p.write([]byte(p.look.paint(nullColor, text) + "\n"))
	}
}

// columnsOf chooses columns, and cuts wide cells but those of the first column where more columns fit then.
func columnsOf(rows []gjson.Result, width int) (best []column, left int) {
	best, left = columnsUpTo(rows, width, widestCell)
	for _, most := range []int{32, 24, 16} {
		if left == 0 {
			break
		}
		if chosen, fewer := columnsUpTo(rows, width, most); fewer < left {
			best, left = chosen, fewer
		}
	}
	return best, left
}

// columnsUpTo chooses columns in the order of the fields: plain values first, as many as fit with cells of that width.
func columnsUpTo(rows []gjson.Result, width, most int) (chosen []column, left int) {
	widths, plain := map[string]int{}, map[string]bool{}
	var names []string
	for _, row := range rows {
		row.ForEach(func(key, value gjson.Result) bool {
			name := key.String()
			if _, known := widths[name]; !known {
				names = append(names, name)
				widths[name] = min(most, max(utf8.RuneCountInString(oneLine(name)), leastCell))
			}
			plain[name] = plain[name] || (value.Type != gjson.JSON && value.Type != gjson.Null)
			limit := most
			if name == names[0] {
				limit = widestCell
			}
			widths[name] = min(limit, max(widths[name], utf8.RuneCountInString(cellText(value))))
			return true
		})
	}
	free := width
	for _, wantPlain := range []bool{true, false} {
		for _, name := range names {
			if plain[name] != wantPlain {
				continue
			}
			if widths[name] > free && (len(chosen) > 0 || !wantPlain) {
				left++
				continue
			}
			chosen = append(chosen, column{name, min(widths[name], max(free, leastCell))})
			free -= widths[name] + 2
		}
	}
	return chosen, left
}

func cellText(value gjson.Result) string {
	switch value.Type {
	case gjson.Null:
		return ""
	case gjson.String:
		return oneLine(value.Str)
	default:
		return oneLine(value.Raw)
	}
}

// fit returns a text that takes exactly the width.
func fit(text string, width int) string {
	text = oneLine(text)
	count := utf8.RuneCountInString(text)
	if count <= width {
		return text + strings.Repeat(" ", width-count)
	}
	runes := []rune(text)
	return string(runes[:max(0, width-1)]) + "…"
}
