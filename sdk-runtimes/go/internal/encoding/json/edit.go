package json

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// errNotObject is returned if a path leads through a value that is neither object nor array.
var errNotObject = errors.New("the value is neither object nor array")

// member is a property of an object, whose order is kept.
type member struct {
	name  string
	value json.RawMessage
}

// Set returns data with the value at the path replaced or added. A segment is the name of a property or the index of
// an element; "-1" appends an element. Missing objects are created.
func Set(data []byte, path []string, value []byte) ([]byte, error) {
	if len(path) == 0 {
		return value, nil
	}
	return edit(data, path, func(old []byte, rest []string) ([]byte, bool, error) {
		next, err := Set(old, rest, value)
		return next, true, err
	})
}

// Delete returns data without the value at the path. A missing value is ignored.
func Delete(data []byte, path []string) ([]byte, error) {
	if len(path) == 0 || len(bytes.TrimSpace(data)) == 0 {
		return data, nil
	}
	return edit(data, path, func(old []byte, rest []string) ([]byte, bool, error) {
		if len(rest) == 0 || old == nil {
			return nil, false, nil
		}
		next, err := Delete(old, rest)
		return next, true, err
	})
}

type change func(old []byte, rest []string) (next []byte, keep bool, err error)

func edit(data []byte, path []string, apply change) ([]byte, error) {
	trimmed := bytes.TrimSpace(data)
	switch {
	case len(trimmed) == 0 || string(trimmed) == "null":
		if isIndex(path[0]) {
			return editArray([]byte("[]"), path, apply)
		}
		return editObject([]byte("{}"), path, apply)
	case trimmed[0] == '{':
		return editObject(trimmed, path, apply)
	case trimmed[0] == '[':
		return editArray(trimmed, path, apply)
	default:
		return nil, fmt.Errorf("%q: %w", path[0], errNotObject)
	}
}

func isIndex(segment string) bool {
	index, err := strconv.Atoi(segment)
	return err == nil && index >= -1
}

func editObject(data []byte, path []string, apply change) ([]byte, error) {
	members, err := readMembers(data)
	if err != nil {
		return nil, err
	}
	found := false
	kept := members[:0]
	for _, m := range members {
		if m.name == path[0] {
			found = true
			next, keep, err := apply(m.value, path[1:])
			if err != nil {
				return nil, err
			}
			if !keep {
				continue
			}
			m.value = next
		}
		kept = append(kept, m)
	}
	if !found {
		next, keep, err := apply(nil, path[1:])
		if err != nil {
			return nil, err
		}
		if keep {
			kept = append(kept, member{path[0], next})
		}
	}
	var out bytes.Buffer
	out.WriteByte('{')
	for i, m := range kept {
		if i > 0 {
			out.WriteByte(',')
		}
		writeString(&out, m.name)
		out.WriteByte(':')
		out.Write(m.value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

func readMembers(data []byte) ([]member, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	var members []member
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		members = append(members, member{fmt.Sprint(name), value})
	}
	return members, nil
}

func editArray(data []byte, path []string, apply change) ([]byte, error) {
	var elements []json.RawMessage
	if err := json.Unmarshal(data, &elements); err != nil {
		return nil, err
	}
	index, err := strconv.Atoi(path[0])
	if err != nil || index < -1 {
		return nil, fmt.Errorf("%q is no index of an array", path[0])
	}
	if index == -1 {
		index = len(elements)
	}
	var old []byte
	if index < len(elements) {
		old = elements[index]
	}
	next, keep, err := apply(old, path[1:])
	if err != nil {
		return nil, err
	}
	if keep {
		for len(elements) <= index {
			elements = append(elements, json.RawMessage("null"))
		}
		elements[index] = next
	} else if index < len(elements) {
		elements = append(elements[:index], elements[index+1:]...)
	}
	return json.Marshal(elements)
}
