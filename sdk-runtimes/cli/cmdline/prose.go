package cmdline

import (
	"regexp"
	"strings"
)

// paragraph is a part of a text that is wrapped by itself.
type paragraph struct {
	text string
	// item says that it is an item of a list.
	item bool
}

// itemMark is what items of lists begin with in Markdown.
var itemMark = regexp.MustCompile(`^\s*(?:[-*+]|\d+[.)])\s+`)

// paragraphs cuts a text where an empty line is, and where an item of a list begins.
func paragraphs(text string) []paragraph {
	var found []paragraph
	open := false
	for _, line := range strings.Split(plainLines(text), "\n") {
		mark := itemMark.FindString(line)
		words := oneLine(line[len(mark):])
		switch {
		case words == "":
			open = false
		case mark != "" || !open:
			found = append(found, paragraph{words, mark != ""})
			open = true
		default:
			last := &found[len(found)-1]
			last.text += " " + words
		}
	}
	return found
}

// joined puts a sentence behind a text, which then ends as one does.
func joined(text, sentence string) string {
	if text != "" && sentence != "" && !strings.ContainsAny(text[len(text)-1:], ".!?:") {
		text += "."
	}
	return strings.TrimSpace(text + " " + sentence)
}

// firstSentence returns the beginning of a text that says the most.
func firstSentence(text string) string {
	first := ""
	if all := paragraphs(text); len(all) > 0 {
		first = all[0].text
	}
	for i := 0; i+1 < len(first); i++ {
		if first[i] == '.' && first[i+1] == ' ' && i > 12 && !strings.HasSuffix(first[:i], "e.g") &&
			!strings.HasSuffix(first[:i], "i.e") {
			return first[:i+1]
		}
	}
	return first
}
