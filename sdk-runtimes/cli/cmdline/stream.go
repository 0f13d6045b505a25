package cmdline

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"

	"github.com/tidwall/gjson"
)

type event struct {
	kind string
	data []byte
}

// stream shows each event as it comes.
func (a *app) stream(ctx context.Context, r *call, out *printer) error {
	accept := "text/event-stream"
	if r.command.Stream == "jsonl" {
		accept = "application/jsonl"
	}
	res, err := a.send(ctx, r, accept)
	if err != nil {
		return err
	}
	defer closeBody(res)
	next := nextEvent
	media, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	isSSE := media == "text/event-stream" || (media == "" && r.command.Stream == "sse")
	if media == "application/json" && r.command.Stream == "sse" {
		// The API answered at once.
		content, err := io.ReadAll(res.Body)
		if err != nil {
			return err
		}
		return out.answer(content)
	}
	if !isSSE {
		next = nextLine
	}
	lines := bufio.NewReader(res.Body)
	for {
		one, err := next(lines)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch a.handling(one) {
		case "done":
			return nil
		case "error":
			return fmt.Errorf("the stream ended with an error: %s", one.data)
		case "skip":
		default:
			if err := out.event(one.data); err != nil {
				return err
			}
		}
	}
}

// handling is what the rules say of an event.
func (a *app) handling(one event) string {
	if len(bytes.TrimSpace(one.data)) == 0 {
		return "skip"
	}
	for _, rule := range a.program.StreamRules {
		fits := rule.When == "always" ||
			rule.When == "type" && contains(rule.Types, one.kind) ||
			rule.When == "prefix" && strings.HasPrefix(string(one.data), rule.Prefix)
		if fits {
			return rule.Handle
		}
	}
	if len(a.program.StreamRules) > 0 {
		return "skip"
	}
	if string(bytes.TrimSpace(one.data)) == "[DONE]" {
		return "done"
	}
	return "yield"
}

// nextLine reads one value from each line.
func nextLine(lines *bufio.Reader) (event, error) {
	for {
		line, err := lines.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return event{data: line}, nil
		}
		if err != nil {
			return event{}, err
		}
	}
}

// nextEvent reads a server-sent event.
func nextEvent(lines *bufio.Reader) (event, error) {
	var one event
	some := false
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil && len(line) == 0 {
			if some {
				return one, nil
			}
			return event{}, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			if some {
				return one, nil
			}
			continue
		}
		field, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(bytes.TrimPrefix(field, []byte("\xef\xbb\xbf"))) {
		case "event":
			one.kind, some = string(value), true
		case "data":
			if one.data != nil {
				one.data = append(one.data, '\n')
			}
			one.data, some = append(one.data, value...), true
		}
	}
}

// event shows one event of a stream as it comes: no table waits for more of them.
func (p *printer) event(data []byte) error {
	if !gjson.ValidBytes(data) || p.format == "raw" {
		return p.write(append(bytes.Clone(data), '\n'))
	}
	value, ok := p.part(data)
	if !ok {
		return nil
	}
	return p.value(value, true)
}
