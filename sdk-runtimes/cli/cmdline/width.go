package cmdline

import (
	"strings"
	"unicode"
)

// wide are the characters that take two columns of a terminal.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1}, {Lo: 0x2e80, Hi: 0x303e, Stride: 1}, {Lo: 0x3041, Hi: 0xa4cf, Stride: 1},
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1}, {Lo: 0xf900, Hi: 0xfaff, Stride: 1}, {Lo: 0xfe30, Hi: 0xfe6f, Stride: 1},
		{Lo: 0xff00, Hi: 0xff60, Stride: 1}, {Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1}, {Lo: 0x1f680, Hi: 0x1f6ff, Stride: 1}, {Lo: 0x1f900, Hi: 0x1faff, Stride: 1},
		{Lo: 0x20000, Hi: 0x3fffd, Stride: 1},
	},
}

func runeWidth(r rune) int {
	switch {
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
		return 0
	case unicode.Is(wide, r):
		return 2
	default:
		return 1
	}
}

// textWidth is the number of columns that a text takes.
func textWidth(text string) int {
	width := 0
	for _, r := range text {
		width += runeWidth(r)
	}
	return width
}

// cutAt cuts a text into what fits the width, at least one character, and the rest.
func cutAt(text string, width int) (string, string) {
	taken := 0
	for at, r := range text {
		if taken += runeWidth(r); taken > width && at > 0 {
			return text[:at], text[at:]
		}
	}
	return text, ""
}

// shorten returns a text that takes at most the width; an ellipsis stands for the rest.
func shorten(text string, width int) string {
	if textWidth(text) <= width {
		return text
	}
	start, _ := cutAt(text, max(1, width-1))
	return strings.TrimRight(start, " ") + "…"
}

// fit returns a text on one line that takes exactly the width.
func fit(text string, width int) string {
	text = shorten(oneLine(text), width)
	return text + strings.Repeat(" ", max(0, width-textWidth(text)))
}
