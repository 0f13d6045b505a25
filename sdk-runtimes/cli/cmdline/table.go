package cmdline

import (
	"strings"

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
		p.columns, p.leftOut = columnsOf(rows, p.look.width)
		p.begun = true
		var head []string
		for _, one := range p.columns {
			head = append(head, fit(strings.ToUpper(one.name), one.width))
		}
		out.WriteString(p.look.paint("1", strings.TrimRight(strings.Join(head, "  "), " ")) + "\n")
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

// close says, below a table, what did not fit.
func (p *printer) close() error {
	if p.leftOut == 0 {
		return nil
	}
	text := "(" + int64Text(int64(p.leftOut)) + " more " + plural(p.leftOut, "column", "columns") + ": --format json)"
	return p.write([]byte(p.look.paint(nullColor, text) + "\n"))
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
				widths[name] = min(most, max(textWidth(oneLine(name)), leastCell))
			}
			plain[name] = plain[name] || (value.Type != gjson.JSON && value.Type != gjson.Null)
			limit := most
			if name == names[0] {
				limit = widestCell
			}
			widths[name] = min(limit, max(widths[name], textWidth(cellText(value))))
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
