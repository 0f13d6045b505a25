package wire

import "strings"

// CutTag splits a struct tag into the name and the options after it. In the name, a backslash escapes a comma, a
// backslash or a minus.
func CutTag(tag string) (name string, options string) {
	var out strings.Builder
	for i := 0; i < len(tag); i++ {
		switch {
		case tag[i] == '\\' && i+1 < len(tag):
			i++
			out.WriteByte(tag[i])
		case tag[i] == ',':
			return out.String(), tag[i+1:]
		default:
			out.WriteByte(tag[i])
		}
	}
	return out.String(), ""
}
