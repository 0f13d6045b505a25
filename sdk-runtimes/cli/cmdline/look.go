package cmdline

import (
	"io"
	"os"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/term"
)

// look is what is known of the place where output is shown.
type look struct {
	terminal bool
	color    bool
	// width in columns.
	width int
}

const usualWidth = 80

func lookOf(w io.Writer) look {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return look{width: usualWidth}
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width < 20 {
		width = usualWidth
	}
	if columns, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && columns >= 20 {
		width = columns
	}
	color := os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return look{terminal: true, color: color, width: width}
}

func (l look) paint(code, text string) string {
	if !l.color {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// isHidden tells characters that are not seen, or that change what is seen.
func isHidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}

// oneLine returns a text on one line, without hidden characters.
func oneLine(text string) string {
	fields := strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\u2028' || r == '\u2029'
	})
	return strings.Map(withoutHidden, strings.Join(fields, " "))
}

func withoutHidden(r rune) rune {
	if isHidden(r) {
		return -1
	}
	return r
}

// plainLines returns a text without hidden characters, with its lines.
func plainLines(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		return withoutHidden(r)
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}

// escapeHidden writes hidden characters but line breaks as JSON does.
func escapeHidden(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r != '\n' && isHidden(r) }) < 0 {
		return text
	}
	var out strings.Builder
	for _, r := range text {
		if r == '\n' || !isHidden(r) {
			out.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteToASCII(string(r))
		if r < 0x10000 {
			quoted = `"\u` + leftPad(strconv.FormatInt(int64(r), 16), 4) + `"`
		}
		out.WriteString(quoted[1 : len(quoted)-1])
	}
	return out.String()
}

func leftPad(text string, width int) string {
	return strings.Repeat("0", max(0, width-len(text))) + text
}

func int64Text(value int64) string   { return strconv.FormatInt(value, 10) }
func uint64Text(value uint64) string { return strconv.FormatUint(value, 10) }
