// Package cmdline is a command line for an API, made from a description of its commands as data. Nothing of that data
// is run: texts are shown, values are sent.
package cmdline

import (
	"context"
	"net/http"
)

// Program is a whole command line.
type Program struct {
	// Name of the executable.
	Name string
	// Title of the API, and what is said of it.
	Title, About string
	Version      string
	// EnvPrefix is what the names of its environment variables begin with, without an underscore at the end.
	EnvPrefix string
	// Environments by name, the default first; empty where there is only one.
	Environments []string
	Options      []Option
	// Groups of commands: resources. The commands of the group without a name stand at the top.
	Groups []Group
	// QueryArrays is comma, repeat, brackets or indices, like FormArrays for URL-encoded forms and MultipartArrays;
	// QueryObjects is brackets or dots.
	QueryArrays, QueryObjects, FormArrays, MultipartArrays string
	StreamRules                                            []StreamRule
	Send                                                   Sender
}

// Sender sends a request and returns its answer with the body unread. Answers with a status of 400 and above are a
// [*StatusError].
type Sender func(ctx context.Context, settings *Settings, request *Request) (*http.Response, error)

// Option is a value that holds for every command: a credential, a tenant.
type Option struct {
	// Name is the name of its flag.
	Name string
	// Env is the environment variable that it is read from; empty if there is none.
	Env     string
	Usage   string
	Default string
	// Credential says that it is sent to authenticate.
	Credential bool
}

// Group is a resource with its commands.
type Group struct {
	// Name, of nested resources with colons between their parts: files:versions.
	Name       string
	Usage      string
	Deprecated string
	Commands   []Command
}

// Command is one method of the API.
type Command struct {
	Name string
	// Summary is one line; Description is everything that is known.
	Summary, Description string
	// Deprecated says why it is; empty if it is not.
	Deprecated string
	Method     string
	// Path with {name} where arguments stand.
	Path string
	// FixedQuery are pairs that are always sent.
	FixedQuery [][2]string
	Accept     string
	Body       Body
	Flags      []Flag
	Result     Result
	// Unwrap is the field of the answer that is shown; empty: the answer.
	Unwrap string
	Page   *Page
	// Stream is sse or jsonl; empty if it never streams. It streams if StreamFlag is true, or always if that is empty.
	Stream, StreamFlag string
	// Security names the ways of authentication that it takes; nil: those of the client.
	Security []string
	// TimeoutMS and MaxRetries differ from those of the client if they are set.
	TimeoutMS  int
	MaxRetries *int
}

// Body says how the body of a request is written.
type Body struct {
	// Kind is json, form, multipart, binary, text, or empty for none.
	Kind        string
	ContentType string
	// Whole names the flag that is the body as such; empty where flags are its fields.
	Whole    string
	Required bool
	// Formats has the fields of a form that are written unlike the others: the separator of a list, or a content type.
	Formats map[string]string
}

// Result is what an answer holds.
type Result int

const (
	// Value is JSON, or text.
	Value Result = iota
	// Nothing is not shown.
	Nothing
	// Binary is written as it comes.
	Binary
)

// Type says how the text of a flag is read.
type Type string

const (
	// Text is taken as it is.
	Text Type = "text"
	// Bytes is text in base64; the content of a file is encoded.
	Bytes Type = "bytes"
	// Integer is a whole number.
	Integer Type = "integer"
	// Number is a number.
	Number Type = "number"
	// Boolean is true or false.
	Boolean Type = "boolean"
	// Any is YAML or JSON.
	Any Type = "any"
	// File is the path of a file, whose content is sent.
	File Type = "file"
)

// Flag is one argument of a command.
type Flag struct {
	Name string
	// Wire is its name in requests. Of a field within an object, Within are the names that lead to it.
	Wire   string
	Within []string
	// In is path, query, header, cookie or body.
	In   string
	Type Type
	// List says that it may be given several times.
	List bool
	// Format says how a value in the query is written: the separator of a list, or the content type of JSON; empty: like
	// the others.
	Format string
	// Required says that a request lacks something without it.
	Required   bool
	Usage      string
	Deprecated string
	// Values that are known. Others are sent too.
	Values []string
	// Default is what the API takes if it is left out.
	Default string
	// Constant is JSON that is sent if it is left out.
	Constant string
	// Option names the option whose value is sent if it is left out.
	Option string
}

// Page says how the next page of a list is asked for.
type Page struct {
	// Kind is cursor, cursor_id, cursor_url, offset, page_number, or single.
	Kind string
	// Items leads to the items of an answer; empty: the answer is the list.
	Items []string
	// Param is the parameter that the next page is asked for with; InBody says that it stands in the body.
	Param, BackParam string
	InBody           bool
	// Next, Back and More lead to the cursor, the cursor backwards, and whether there is more.
	Next, Back, More []string
	// NextHeader is the response header that holds what Next leads to otherwise.
	NextHeader string
	// ItemID is the field of an item that the next page begins after.
	ItemID string
	// Start and Total lead to where the page begins, and how many there are.
	Start, Total []string
	// PastEmpty says that pages may follow an empty one.
	PastEmpty bool
}

// StreamRule says what is done with an event. The first rule that fits is taken.
type StreamRule struct {
	// When is type, prefix or always; Types are event types, Prefix is what its data begins with.
	When   string
	Types  []string
	Prefix string
	// Handle is yield, error or done.
	Handle string
}

// Settings hold for one run.
type Settings struct {
	BaseURL     string
	Environment string
	Debug       bool
	TimeoutMS   int
	MaxRetries  *int
	Headers     [][2]string
	options     map[string]string
}

// Request is what a [Sender] sends.
type Request struct {
	Method string
	// Path with its query.
	Path        string
	Headers     [][2]string
	ContentType string
	// Body is nil, []byte or an [io.Reader].
	Body       any
	Security   []string
	TimeoutMS  int
	MaxRetries *int
}

// Retries is a number of retries that is set.
func Retries(count int) *int { return &count }
