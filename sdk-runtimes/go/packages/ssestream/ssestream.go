// Package ssestream reads responses that are streams of events.
package ssestream

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
)

// Event is an unparsed event.
type Event struct {
	Type string
	Data []byte
}

// Decoder splits the body of a response into events.
type Decoder interface {
	Event() Event
	Next() bool
	Close() error
	Err() error
}

var decoders sync.Map // media type → func(io.ReadCloser) Decoder

// RegisterDecoder sets the decoder of responses with the given content type.
func RegisterDecoder(contentType string, decoder func(io.ReadCloser) Decoder) {
	decoders.Store(strings.ToLower(contentType), decoder)
}

// NewDecoder returns the decoder for the response's content type: a registered one, JSON lines, or server-sent
// events.
func NewDecoder(res *http.Response) Decoder {
	if res == nil || res.Body == nil {
		return nil
	}
	contentType := strings.ToLower(res.Header.Get("Content-Type"))
	mediaType, _, _ := mime.ParseMediaType(contentType)
	for _, name := range []string{contentType, mediaType} {
		if made, ok := decoders.Load(name); ok {
			return made.(func(io.ReadCloser) Decoder)(res.Body)
		}
	}
	lines := bufio.NewReader(res.Body)
	switch mediaType {
	case "application/jsonl", "application/x-ndjson", "application/x-jsonl", "application/x-jsonlines":
		return &lineDecoder{body: res.Body, lines: lines}
	default:
		return &eventDecoder{body: res.Body, lines: lines}
	}
}

// readLine returns a line of any length without its end: \n, \r\n or \r.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		b, err := r.ReadByte()
		if err != nil {
			if errors.Is(err, io.EOF) && len(line) > 0 {
				return line, nil
			}
			return nil, err
		}
		switch b {
		case '\n':
			return line, nil
		case '\r':
			if next, err := peekBuffered(r); err == nil && next == '\n' {
				_, _ = r.ReadByte()
			}
			return line, nil
		default:
			line = append(line, b)
		}
	}
}

// peekBuffered looks at the next byte. A carriage return ends a line; a following line feed belongs to it.
func peekBuffered(r *bufio.Reader) (byte, error) {
	next, err := r.Peek(1)
	if err != nil {
		return 0, err
	}
	return next[0], nil
}

// lineDecoder reads one JSON value per line.
type lineDecoder struct {
	body  io.ReadCloser
	lines *bufio.Reader
	event Event
	err   error
}

func (d *lineDecoder) Next() bool {
	for d.err == nil {
		var line []byte
		if line, d.err = readLine(d.lines); d.err == nil && len(bytes.TrimSpace(line)) > 0 {
			d.event = Event{Data: line}
			return true
		}
	}
	return false
}

func (d *lineDecoder) Event() Event { return d.event }
func (d *lineDecoder) Close() error { return d.body.Close() }
func (d *lineDecoder) Err() error   { return endIsNoError(d.err) }

func endIsNoError(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// eventDecoder reads server-sent events.
type eventDecoder struct {
	body  io.ReadCloser
	lines *bufio.Reader
	event Event
	err   error
}

func (d *eventDecoder) Next() bool {
	name, data, some := "", []byte(nil), false
	for d.err == nil {
		var line []byte
		line, d.err = readLine(d.lines)
		if d.err != nil || len(line) == 0 {
			if some {
				d.event = Event{Type: name, Data: bytes.TrimSuffix(data, []byte("\n"))}
				return true
			}
			continue
		}
		field, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(bytes.TrimPrefix(field, []byte("\xef\xbb\xbf"))) {
		case "event":
			name, some = string(value), true
		case "data":
			data, some = append(append(data, value...), '\n'), true
		}
	}
	return false
}

func (d *eventDecoder) Event() Event { return d.event }
func (d *eventDecoder) Close() error { return d.body.Close() }
func (d *eventDecoder) Err() error   { return endIsNoError(d.err) }

// Handling is the treatment of an event.
type Handling int

const (
	// Yield passes the event to the caller.
	Yield Handling = iota
	// Skip drops it.
	Skip
	// Fail ends the stream with the event's data as an error.
	Fail
	// Done ends the stream.
	Done
)

// Rule tells what is done with an event. The text is what an event that is given to the caller tells of an error.
type Rule func(Event) (handling Handling, errorText string)

// Stream is a sequence of events, read as they come:
//
//	for stream.Next() {
//		fmt.Println(stream.Current())
//	}
//	if err := stream.Err(); err != nil { … }
type Stream[T any] struct {
	decoder Decoder
	rule    Rule
	current T
	err     error
	done    bool
}

// NewStream returns a stream of the decoder's events; err is an earlier error.
func NewStream[T any](decoder Decoder, err error) *Stream[T] {
	return NewStreamWithRule[T](decoder, nil, err)
}

// NewStreamWithRule returns a stream in which the rule decides on each event.
func NewStreamWithRule[T any](decoder Decoder, rule Rule, err error) *Stream[T] {
	if decoder == nil && err == nil {
		err = errors.New("ssestream: there is no answer to read from")
	}
	return &Stream[T]{decoder: decoder, rule: rule, err: err}
}

// Next reads the next event; it returns false at the end and after an error.
func (s *Stream[T]) Next() bool {
	for s.err == nil && !s.done && s.decoder.Next() {
		event := s.decoder.Event()
		handling, errorText := Yield, ""
		if s.rule != nil {
			handling, errorText = s.rule(event)
		}
		switch {
		case handling == Skip, handling == Yield && len(bytes.TrimSpace(event.Data)) == 0:
		case handling == Done:
			s.done = true
			_ = s.decoder.Close()
		case handling == Fail:
			s.err = fmt.Errorf("received error while streaming: %s", event.Data)
		case errorText != "":
			s.err = fmt.Errorf("received error while streaming: %s", errorText)
		default:
			var next T
			if s.err = json.Unmarshal(event.Data, &next); s.err == nil {
				s.current = next
				return true
			}
		}
	}
	if s.err == nil && s.decoder != nil {
		s.err = s.decoder.Err()
	}
	return false
}

// Current returns the event that Next has read.
func (s *Stream[T]) Current() T { return s.current }

// Err returns the error that ended the stream; nil if it ended normally.
func (s *Stream[T]) Err() error { return s.err }

// Close ends the stream.
func (s *Stream[T]) Close() error {
	if s.decoder == nil {
		return nil
	}
	return s.decoder.Close()
}
