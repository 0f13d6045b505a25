package cmdline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// StatusError is an answer with a status of 400 and above.
type StatusError struct {
	Method     string
	URL        string
	StatusCode int
	Body       []byte
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s %s: %d %s", e.Method, e.URL, e.StatusCode, http.StatusText(e.StatusCode))
}

// Codes with which the program exits.
const (
	ExitOK          = 0
	ExitFailure     = 1
	ExitUsage       = 2
	ExitAuth        = 3
	ExitNotFound    = 4
	ExitRejected    = 5
	ExitRateLimited = 6
	ExitServer      = 7
	ExitInterrupted = 130
)

// ExitCodes are the codes with their meanings, for help and manual.
var ExitCodes = [][2]string{
	{"0", "success"},
	{"1", "no answer: the connection failed or timed out, or a file could not be read or written"},
	{"2", "wrong usage: an unknown command or flag, or a value that cannot be read"},
	{"3", "401 or 403: not authenticated, or not allowed"},
	{"4", "404: not found"},
	{"5", "another answer from 400 to 499: the request was rejected"},
	{"6", "429: too many requests"},
	{"7", "500 and above: the API failed"},
	{"130", "interrupted"},
}

// exitCode returns the code with which the program exits after the error.
func exitCode(err error) int {
	var status *StatusError
	var usage *usageError
	switch {
	case err == nil:
		return ExitOK
	case errors.As(err, &usage):
		return ExitUsage
	case errors.Is(err, context.Canceled):
		return ExitInterrupted
	case !errors.As(err, &status):
		return ExitFailure
	}
	switch code := status.StatusCode; {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return ExitAuth
	case code == http.StatusNotFound:
		return ExitNotFound
	case code == http.StatusTooManyRequests:
		return ExitRateLimited
	case code >= http.StatusInternalServerError:
		return ExitServer
	default:
		return ExitRejected
	}
}

// reportError writes an error for a person: for an answer its status, then its body.
func (a *app) reportError(err error) {
	var status *StatusError
	var usage *usageError
	switch {
	case errors.Is(err, context.Canceled):
		return
	case errors.As(err, &status):
		a.reportStatus(status)
	case errors.As(err, &usage):
		fmt.Fprintf(a.stderr, "%s: %s\n", a.program.Name, plainLines(usage.text))
	case errors.Is(err, context.DeadlineExceeded):
		fmt.Fprintf(a.stderr, "%s: there was no answer in time: %s\n", a.program.Name, plainLines(err.Error()))
	default:
		fmt.Fprintf(a.stderr, "%s: %s\n", a.program.Name, plainLines(err.Error()))
	}
}

func (a *app) reportStatus(status *StatusError) {
	fmt.Fprintln(a.stderr, plainLines(status.Error()))
	out := &printer{w: a.stderr, format: a.errorFormat, transform: a.errorTransform, look: a.errorLook}
	if len(status.Body) > 0 {
		if err := out.answer(status.Body); err != nil {
			_, _ = io.WriteString(a.stderr, plainLines(string(status.Body))+"\n")
		}
	}
	if status.StatusCode == http.StatusUnauthorized {
		a.hintAtCredentials()
	}
}

// hintAtCredentials names the flags and variables that no value was given for.
func (a *app) hintAtCredentials() {
	for _, option := range a.program.Options {
		if !option.Credential || a.settings == nil || a.settings.options[option.Name] != "" {
			continue
		}
		hint := "--" + option.Name
		if option.Env != "" {
			hint += " or the environment variable " + option.Env
		}
		fmt.Fprintf(a.stderr, "%s: no credential was sent; set %s\n", a.program.Name, hint)
	}
}

// BodyOf returns the body of an answer, as far as it can be read.
func BodyOf(res *http.Response) []byte {
	if res == nil || res.Body == nil {
		return nil
	}
	content, _ := io.ReadAll(res.Body)
	return content
}
