package cmdline

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// seen is what the server was asked last.
type seen struct {
	method, path, query, contentType, body string
	header                                 http.Header
}

// serve answers as a small API does, and notes what it was asked.
func serve(t *testing.T) (*httptest.Server, *seen) {
	t.Helper()
	last := &seen{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*last = seen{r.Method, r.URL.EscapedPath(), r.URL.RawQuery, r.Header.Get("Content-Type"), string(body), r.Header}
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/list":
			cursor := r.URL.Query().Get("cursor")
			next := map[string]string{"": `"b"`, "b": `"c"`, "c": "null"}[cursor]
			fmt.Fprintf(w, `{"data":[{"id":"%s1","n":1},{"id":"%s2","n":2}],"next":%s}`, cursor, cursor, next)
		case "/elsewhere":
			fmt.Fprint(w, `{"data":[{"id":"1"}],"next":"http://elsewhere.example.com/list"}`)
		case "/stream":
			w.Header().Set("Content-Type", "text/event-stream")
			fmt.Fprint(w, "event: ping\ndata: {}\n\ndata: {\"a\":\ndata: 1}\n\ndata: [DONE]\n\ndata: {\"never\":1}\n\n")
		case "/bytes":
			_, _ = w.Write([]byte{0, 1, 2})
		case "/missing":
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"message":"there is none"}`)
		case "/limited":
			w.WriteHeader(http.StatusTooManyRequests)
		default:
			fmt.Fprint(w, `{"id":"x","big":12345678901234567890,"name":"Ö <b> \u001b[31m","list":[1,2]}`)
		}
	}))
	t.Cleanup(server.Close)
	return server, last
}

func program(base string) *Program {
	text := func(name, in string) Flag { return Flag{Name: name, Wire: name, In: in, Type: Text} }
	id := Flag{Name: "id", Wire: "id", In: "path", Type: Text, Required: true}
	command := func(name, method, path string, flags ...Flag) Command {
		return Command{Name: name, Summary: "Does " + name, Method: method, Path: path, Accept: "application/json", Flags: flags}
	}
	get := command("get", "GET", "/things/{id}", id,
		Flag{Name: "tags", Wire: "tags", In: "query", Type: Text, List: true},
		Flag{Name: "filter", Wire: "filter", In: "query", Type: Any},
		Flag{Name: "limit", Wire: "limit", In: "query", Type: Integer},
		Flag{Name: "kind", Wire: "kind", In: "query", Type: Text, Values: []string{"big", "small"}},
		text("X-Trace", "header"))
	create := command("create", "POST", "/things",
		Flag{Name: "name", Wire: "name", In: "body", Type: Text, Required: true},
		Flag{Name: "size", Wire: "size", In: "body", Type: Number},
		Flag{Name: "done", Wire: "done", In: "body", Type: Boolean},
		Flag{Name: "data", Wire: "data", In: "body", Type: Bytes},
		Flag{Name: "owner", Wire: "owner", In: "body", Type: Any},
		Flag{Name: "owner.name", Wire: "name", Within: []string{"owner"}, In: "body", Type: Text},
		Flag{Name: "tenant-param", Wire: "tenant", In: "body", Type: Text, Option: "tenant"},
		Flag{Name: "version", Wire: "v", In: "body", Type: Any, Constant: "2"})
	create.Body = Body{Kind: "json", ContentType: "application/json", Required: true}
	upload := command("upload", "POST", "/files",
		Flag{Name: "file", Wire: "file", In: "body", Type: File, Required: true},
		Flag{Name: "labels", Wire: "labels", In: "body", Type: Text, List: true})
	upload.Body = Body{Kind: "multipart", ContentType: "multipart/form-data"}
	list := command("list", "GET", "/list", text("cursor", "query"))
	list.Page = &Page{Kind: "cursor", Items: []string{"data"}, Param: "cursor", Next: []string{"next"}}
	elsewhere := command("elsewhere", "GET", "/elsewhere")
	elsewhere.Page = &Page{Kind: "cursor_url", Items: []string{"data"}, Next: []string{"next"}}
	stream := command("stream", "GET", "/stream")
	stream.Stream = "sse"
	binary := command("download", "GET", "/bytes")
	binary.Result = Binary
	return &Program{
		Name: "thing", Title: "Things", About: "What is said of it. And more.", Version: "1.2.3", EnvPrefix: "THING",
		QueryArrays: "repeat", QueryObjects: "brackets", FormArrays: "repeat", MultipartArrays: "brackets",
		Options: []Option{{Name: "api-key", Env: "THING_KEY", Credential: true}, {Name: "tenant"}},
		Groups: []Group{
			{Commands: []Command{command("missing", "GET", "/missing"), command("limited", "GET", "/limited")}},
			{Name: "things", Usage: "All about things.", Commands: []Command{get, create, list, elsewhere, stream, binary}},
			{Name: "things:files", Commands: []Command{upload}},
		},
		Send: func(ctx context.Context, _ *Settings, r *Request) (*http.Response, error) {
			var body io.Reader
			switch content := r.Body.(type) {
			case []byte:
				body = bytes.NewReader(content)
			case io.Reader:
				body = content
			}
			target := base + r.Path
			if strings.Contains(r.Path, "://") {
				target = r.Path
			}
			req, err := http.NewRequestWithContext(ctx, r.Method, target, body)
			if err != nil {
				return nil, err
			}
			req.Header.Set("Content-Type", r.ContentType)
			for _, header := range r.Headers {
				req.Header.Set(header[0], header[1])
			}
			res, err := http.DefaultClient.Do(req)
			if err == nil && res.StatusCode >= 400 {
				return nil, &StatusError{r.Method, target, res.StatusCode, BodyOf(res)}
			}
			return res, err
		},
	}
}

type result struct {
	code        int
	out, errors string
}

func runWith(t *testing.T, p *Program, stdin string, args ...string) result {
	t.Helper()
	var in io.Reader
	if stdin != "" {
		in = strings.NewReader(stdin)
	}
	var out, errors bytes.Buffer
	code := Run(context.Background(), p, Streams{In: in, Out: &out, Err: &errors}, args)
	return result{code, out.String(), errors.String()}
}

func TestRequests(t *testing.T) {
	server, last := serve(t)
	p := program(server.URL)
	file := filepath.Join(t.TempDir(), "note.txt")
	if err := os.WriteFile(file, []byte("from a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		name  string
		stdin string
		args  []string
		want  func() bool
	}{
		{"path argument by position, escaped", "", []string{"things", "get", "a/b ?"}, func() bool { return last.path == "/things/a%2Fb%20%3F" }},
		{"dots lead nowhere else", "", []string{"things", "get", ".."}, func() bool { return last.path == "/things/%2E%2E" }},
		{"query", "", []string{"things", "get", "--id", "1", "--tags", "a,b", "--tags", "c", "--filter", "{x: {y: 1}}", "--limit", "-5"},
			func() bool { return last.query == "tags=a%2Cb&tags=c&filter%5Bx%5D%5By%5D=1&limit=-5" }},
		{"header", "", []string{"things", "get", "1", "--X-Trace", "a\nb"}, func() bool { return last.header.Get("X-Trace") == "a b" }},
		{"body from flags", "", []string{"things", "create", "--name", "\\@x", "--size=1.50", "--done", "--owner.name", "Ann"},
			func() bool { return last.body == `{"done":true,"name":"@x","owner":{"name":"Ann"},"size":1.50,"v":2}` }},
		{"text from a file", "", []string{"things", "create", "--name", "@" + file, "--data", "@" + file},
			func() bool { return last.body == `{"data":"ZnJvbSBhIGZpbGU=","name":"from a file","v":2}` }},
		{"body as YAML, flags win", "name: a\nsize: 2\nextra: [1, {b: c}]\n", []string{"things", "create", "--name", "flag"},
			func() bool { return last.body == `{"extra":[1,{"b":"c"}],"name":"flag","size":2,"v":2}` }},
		{"body as JSON, to the digit", `{"name":"\ud83d\ude00","size":12345678901234567890}`, []string{"things", "create"},
			func() bool { return last.body == `{"name":"😀","size":12345678901234567890,"v":2}` }},
		{"what is implied gives way", "{name: n, v: 3}", []string{"things", "create"}, func() bool { return last.body == `{"name":"n","v":3}` }},
		{"value of an option", "", []string{"--tenant", "acme", "things", "create", "--name", "n"},
			func() bool { return strings.Contains(last.body, `"tenant":"acme"`) }},
		{"upload", "", []string{"things:files", "upload", "--file", file, "--labels", "a", "--labels", "b"}, func() bool {
			return strings.Contains(last.body, `name="file"; filename="note.txt"`) && strings.Contains(last.body, "from a file") &&
				strings.Count(last.body, `name="labels[]"`) == 2 && strings.HasPrefix(last.contentType, "multipart/form-data; boundary=")
		}},
	} {
		t.Run(one.name, func(t *testing.T) {
			if got := runWith(t, p, one.stdin, one.args...); got.code != ExitOK || !one.want() {
				t.Errorf("code %d, %+v\n%s", got.code, *last, got.errors)
			}
		})
	}
}

func TestFormats(t *testing.T) {
	server, last := serve(t)
	flags := func(in string) []Flag {
		return []Flag{
			{Name: "ids", Wire: "ids", In: in, Type: Text, List: true, Format: "|"},
			{Name: "words", Wire: "words", In: in, Type: Text, List: true, Format: " "},
			{Name: "filter", Wire: "filter", In: in, Type: Any, Format: "application/json"},
			{Name: "tags", Wire: "tags", In: in, Type: Text, List: true},
		}
	}
	body := func(name, kind string) Command {
		formats := map[string]string{"ids": "|", "words": " ", "filter": "application/json"}
		return Command{Name: name, Method: "POST", Path: "/x", Flags: flags("body"), Body: Body{Kind: kind, ContentType: kind, Formats: formats}}
	}
	p := program(server.URL)
	cookie := []Flag{{Name: "session", Wire: "session", In: "cookie", Type: Text}}
	p.Groups = []Group{{Name: "all", Commands: []Command{
		{Name: "query", Method: "GET", Path: "/x", Flags: flags("query")}, body("form", "form"), body("parts", "multipart"),
		{Name: "cookie", Method: "GET", Path: "/x", Flags: cookie},
	}}}
	args := []string{"--ids", "a", "--ids", "b", "--words", "c d", "--words", "e", "--filter", "{x: [1]}", "--tags", "f", "--tags", "g"}
	run := func(name string, args ...string) {
		t.Helper()
		if got := runWith(t, p, "", append([]string{"all", name}, args...)...); got.code != ExitOK {
			t.Fatal(got.errors)
		}
	}
	run("query", args...)
	if want := "ids=a%7Cb&words=c%20d%20e&filter=%7B%22x%22%3A%5B1%5D%7D&tags=f&tags=g"; last.query != want {
		t.Error(last.query)
	}
	run("form", args...)
	if want := "filter=%7B%22x%22%3A%5B1%5D%7D&ids=a%7Cb&tags=f&tags=g&words=c+d+e"; last.body != want {
		t.Error(last.body)
	}
	run("parts", args...)
	if !strings.Contains(last.body, "name=\"filter\"\r\nContent-Type: application/json\r\n\r\n{\"x\":[1]}\r\n") {
		t.Error(last.body)
	}
	run("cookie", "--session", "a b;c,d")
	if got := last.header.Get("Cookie"); got != "session=a%20b%3Bc,d" {
		t.Error(got)
	}
}

func TestOutput(t *testing.T) {
	server, _ := serve(t)
	p := program(server.URL)
	for _, one := range []struct {
		name, want string
		args       []string
	}{
		{"all pages as lines", "{\"id\":\"1\",\"n\":1}\n{\"id\":\"2\",\"n\":2}\n{\"id\":\"b1\",\"n\":1}\n{\"id\":\"b2\",\"n\":2}\n{\"id\":\"c1\",\"n\":1}\n{\"id\":\"c2\",\"n\":2}\n",
			[]string{"things", "list"}},
		{"as many items as wanted", "1\n2\nb1\n", []string{"things", "list", "--max-items", "3", "--transform", "id"}},
		{"a page as it came", `{"data":[{"id":"1","n":1},{"id":"2","n":2}],"next":"b"}` + "\n", []string{"things", "list", "--format", "raw"}},
		{"events up to the end", "{}\n{\"a\":1}\n", []string{"things", "stream"}},
		{"bytes", "\x00\x01\x02", []string{"things", "download"}},
		{"a part", "12345678901234567890\n", []string{"things", "get", "1", "--transform", "big"}},
		{"yaml", "id: x\nbig: 12345678901234567890\nname: \"Ö <b> \\x1b[31m\"\nlist:\n- 1\n- 2\n", []string{"things", "get", "1", "--format", "yaml"}},
		{"pretty", "id: x\nbig: 12345678901234567890\nname: Ö <b> \\u001b[31m\nlist:\n  - 1\n  - 2\n", []string{"things", "get", "1", "--format", "pretty"}},
	} {
		t.Run(one.name, func(t *testing.T) {
			if got := runWith(t, p, "", one.args...); got.code != ExitOK || got.out != one.want {
				t.Errorf("code %d, output %q, want %q\n%s", got.code, got.out, one.want, got.errors)
			}
		})
	}
}

func TestFailures(t *testing.T) {
	server, _ := serve(t)
	p := program(server.URL)
	for _, one := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"missing"}, ExitNotFound, `404 Not Found`},
		{[]string{"missing", "--transform-error", "message"}, ExitNotFound, "there is none\n"},
		{[]string{"limited"}, ExitRateLimited, "429"},
		{[]string{"thing"}, ExitUsage, `did you mean "things"?`},
		{[]string{"things", "git"}, ExitUsage, `did you mean "get"?`},
		{[]string{"things", "get", "1", "--limt", "2"}, ExitUsage, "did you mean --limit?"},
		{[]string{"things", "get", "1", "--limit", "two"}, ExitUsage, `"two" is not a whole number`},
		{[]string{"things", "get", "1", "--filter", "{"}, ExitUsage, "neither YAML nor JSON"},
		{[]string{"things", "get"}, ExitUsage, "a value is missing: --id"},
		{[]string{"things", "get", "1", "2"}, ExitUsage, `unexpected argument "2"`},
		{[]string{"things", "create"}, ExitUsage, "a value is missing: --name"},
		{[]string{"things", "create", "--name", "@none"}, ExitUsage, `there is no file "none"`},
		{[]string{"things", "get", "1", "--format", "xml"}, ExitUsage, `"xml" is none of auto`},
		{[]string{"thing", "--help"}, ExitUsage, `did you mean "things"?`},
		{[]string{"things", "git", "--help"}, ExitUsage, `did you mean "get"?`},
		{[]string{"things", "get", "1", "--base-url", "nonsense"}, ExitUsage, `"nonsense" is no URL`},
		{[]string{"things", "elsewhere"}, ExitFailure, "another host, elsewhere.example.com"},
	} {
		t.Run(strings.Join(one.args, " "), func(t *testing.T) {
			if got := runWith(t, p, "", one.args...); got.code != one.code || !strings.Contains(got.errors, one.says) {
				t.Errorf("code %d, want %d, errors %q, want %q", got.code, one.code, got.errors, one.says)
			}
		})
	}
}

func TestHelpFitsAScreen(t *testing.T) {
	p := program("http://127.0.0.1:9")
	p.Groups[1].Commands[0].Description = strings.Repeat("word ", 60) + "\x1b[31m" + strings.Repeat("x", 200)
	for _, args := range [][]string{{"--help"}, {"things", "--help"}, {"things", "get", "--help"}, {"@completion", "--help"}} {
		got := runWith(t, p, "", args...)
		if got.code != ExitOK || got.out == "" {
			t.Errorf("%q: code %d\n%s", args, got.code, got.errors)
		}
		for _, line := range strings.Split(got.out, "\n") {
			if len([]rune(line)) > usualWidth || strings.ContainsRune(line, '\x1b') {
				t.Errorf("%q: %q", args, line)
			}
		}
	}
}

func TestCandidates(t *testing.T) {
	p := program("")
	for _, one := range []struct{ words, want string }{
		{"", "missing limited things things:files @completion @manpages"},
		{"things:", "things:files"},
		{"things g", "get"},
		{"things get --ki", "--kind"},
		{"things get --kind ", "big small"},
		{"--format j", "json jsonl"},
		{"things get --kind=s", "--kind=small"},
		{"@completion ", "bash zsh fish powershell"},
	} {
		var words []string
		for _, found := range p.candidates(strings.Split(one.words, " ")) {
			words = append(words, found.word)
		}
		if got := strings.Join(words, " "); got != one.want {
			t.Errorf("%q: %q, want %q", one.words, got, one.want)
		}
	}
}

func TestManual(t *testing.T) {
	p := program("")
	p.About = ".so /etc/passwd\n\n'x \\*[y]"
	folder := t.TempDir()
	if got := runWith(t, p, "", "@manpages", folder); got.code != ExitOK {
		t.Fatal(got.errors)
	}
	page, err := os.ReadFile(filepath.Join(folder, "thing.1"))
	if err != nil {
		t.Fatal(err)
	}
	if text := string(page); strings.Contains(text, "\n.so") || strings.Contains(text, "\n'x") || strings.Contains(text, `\*[`) {
		t.Error(text)
	}
	// Without a description, mandb would find no name.
	nested, err := os.ReadFile(filepath.Join(folder, "thing-things-files.1"))
	if want := "thing\\-things\\-files \\- commands for things:files\n"; err != nil || !strings.Contains(string(nested), want) {
		t.Error(err, string(nested))
	}
}

func TestTable(t *testing.T) {
	var out bytes.Buffer
	p := &printer{w: &out, format: "auto", look: look{terminal: true, width: 40}}
	row, _ := json.Marshal(map[string]string{"a": "x\ny", "b": "海辺のカフカ", "c": strings.Repeat("long ", 20), "d": strings.Repeat("x", 40)})
	for range [2]int{} {
		if err := p.item(row); err != nil {
			t.Fatal(err)
		}
		if err := p.end(); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(out.String(), "\n") {
		if textWidth(line) > 40 {
			t.Errorf("%q", line)
		}
	}
	want := "A       B             C\nx y     海辺のカフカ  long long long…\nx y     海辺のカフカ  long long long…\n(1 more column: --format json)\n"
	if out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestEventsAreShownAsTheyCome(t *testing.T) {
	var out bytes.Buffer
	p := &printer{w: &out, format: "auto", look: look{terminal: true, width: 40}}
	for _, one := range [][2]string{{`{"a":1}`, "a: 1\n\n"}, {`"text"`, "text\n"}} {
		out.Reset()
		if err := p.event([]byte(one[0])); err != nil || out.String() != one[1] {
			t.Errorf("%v: %q, want %q", err, out.String(), one[1])
		}
	}
}

func TestHelpBesideAnArgument(t *testing.T) {
	got := runWith(t, program(""), "", "things", "get", "1", "--help")
	if got.code != ExitOK || !strings.Contains(got.out, "thing things get <id>") {
		t.Errorf("code %d\n%s%s", got.code, got.out, got.errors)
	}
}

func TestAnEmptyVariableIsNone(t *testing.T) {
	server, _ := serve(t)
	t.Setenv("THING_KEY", "")
	got := runWith(t, program(server.URL), "", "things", "get", "1")
	if _, is := os.LookupEnv("THING_KEY"); got.code != ExitOK || is {
		t.Errorf("code %d, %v\n%s", got.code, is, got.errors)
	}
}

func TestListsInHelp(t *testing.T) {
	p := program("")
	p.Groups[1].Commands[0].Description = "Kinds of\nthings:\n- `big`: some\n  more\n* small\n\nThe end."
	got := runWith(t, p, "", "things", "get", "--help").out
	if want := "Kinds of things:\n- `big`: some more\n- small\n\nThe end.\n\nUsage:\n"; !strings.HasPrefix(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestScripts(t *testing.T) {
	for _, shell := range shells() {
		got := runWith(t, program(""), "", "@completion", shell)
		if got.code != ExitOK || strings.Contains(got.out, "PROGRAM") || !strings.Contains(got.out, "thing __complete") {
			t.Errorf("%s: code %d\n%s%s", shell, got.code, got.out, got.errors)
		}
	}
	got := runWith(t, program(""), "", "__complete", "things", "get", "--kind", emptyWord)
	if got.out != "big\t\nsmall\t\n" {
		t.Errorf("%q", got.out)
	}
}

func TestNothingHiddenIsShown(t *testing.T) {
	const answer = "{\"a\\u202eb\":\"c\\u202e\\u001b[31m\\u0085\",\"d\":\"x\u2028y\\u200b\"}"
	for _, format := range strings.Split(formats, ", ") {
		if format == "raw" {
			continue
		}
		var out bytes.Buffer
		p := &printer{w: &out, format: format, look: look{terminal: true, width: 80}}
		if err := p.answer([]byte(answer)); err != nil {
			t.Fatal(err)
		}
		if at := strings.IndexFunc(out.String(), func(r rune) bool { return r != '\n' && isHidden(r) }); at >= 0 {
			t.Errorf("%s: %q", format, out.String())
		}
	}
}
