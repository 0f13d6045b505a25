package apijson

import (
	"encoding/json"
	"fmt"
	"strings"
)

// JSONType is the kind of a JSON value.
type JSONType int

// The kinds of JSON values.
const (
	Null JSONType = iota
	False
	Number
	String
	True
	JSON
)

// String returns the kind's name.
func (t JSONType) String() string {
	return [...]string{"Null", "False", "Number", "String", "True", "JSON"}[t]
}

// node is a valid JSON value inside the original text.
type node struct {
	raw string
}

func parse(data []byte) (node, error) {
	if !json.Valid(data) {
		var ignored any
		return node{}, json.Unmarshal(data, &ignored)
	}
	return node{strings.TrimSpace(string(data))}, nil
}

func (n node) kind() JSONType {
	if n.raw == "" {
		return Null
	}
	switch n.raw[0] {
	case '{', '[':
		return JSON
	case '"':
		return String
	case 't':
		return True
	case 'f':
		return False
	case 'n':
		return Null
	default:
		return Number
	}
}

func (n node) isObject() bool { return strings.HasPrefix(n.raw, "{") }
func (n node) isArray() bool  { return strings.HasPrefix(n.raw, "[") }

// text returns the value of a string.
func (n node) text() string {
	inner := n.raw[1 : len(n.raw)-1]
	if !strings.ContainsRune(inner, '\\') {
		return inner
	}
	var out string
	// The text is valid JSON.
	_ = json.Unmarshal([]byte(n.raw), &out)
	return out
}

// members calls each for the properties of an object, in order.
func (n node) members(each func(name string, value node)) {
	for i := skipSpace(n.raw, 1); n.raw[i] != '}'; {
		end := skipValue(n.raw, i)
		name := node{n.raw[i:end]}
		i = skipSpace(n.raw, skipSpace(n.raw, end)+1)
		end = skipValue(n.raw, i)
		each(name.text(), node{n.raw[i:end]})
		if i = skipSpace(n.raw, end); n.raw[i] == ',' {
			i = skipSpace(n.raw, i+1)
		}
	}
}

// elements returns the elements of an array.
func (n node) elements() []node {
	var out []node
	for i := skipSpace(n.raw, 1); n.raw[i] != ']'; {
		end := skipValue(n.raw, i)
		out = append(out, node{n.raw[i:end]})
		if i = skipSpace(n.raw, end); n.raw[i] == ',' {
			i = skipSpace(n.raw, i+1)
		}
	}
	return out
}

// get returns a property of an object.
func (n node) get(name string) (found node, ok bool) {
	if !n.isObject() {
		return node{}, false
	}
	n.members(func(key string, value node) {
		if key == name {
			found, ok = value, true
		}
	})
	return found, ok
}

// scalar formats strings, numbers and booleans like fmt, for comparison with the tags of unions.
func (n node) scalar() (string, bool) {
	switch n.kind() {
	case String:
		return n.text(), true
	case Number, True, False:
		return n.raw, true
	default:
		return "", false
	}
}

func skipSpace(text string, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r') {
		i++
	}
	return i
}

// skipValue returns the end of the value that begins at i.
func skipValue(text string, i int) int {
	switch text[i] {
	case '"':
		return skipString(text, i)
	case '{', '[':
		depth := 0
		for i < len(text) {
			switch text[i] {
			case '"':
				i = skipString(text, i)
				continue
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			}
			i++
			if depth == 0 {
				return i
			}
		}
		return i
	default:
		for i < len(text) && !strings.ContainsRune(",]} \t\n\r", rune(text[i])) {
			i++
		}
		return i
	}
}

func skipString(text string, i int) int {
	for i++; text[i] != '"'; i++ {
		if text[i] == '\\' {
			i++
		}
	}
	return i + 1
}

func mismatch(n node, want fmt.Stringer) error {
	raw := n.raw
	if len(raw) > 64 {
		raw = raw[:64] + "…"
	}
	return fmt.Errorf("apijson: %s cannot be read as %s", raw, want)
}
