package cmdline

import (
	"context"
	"io"
	"net/http"
	"os"

	"github.com/tidwall/gjson"
	"github.com/urfave/cli/v3"
)

// execute sends what a command asks for and shows the answer.
func (a *app) execute(ctx context.Context, cmd *cli.Command, c *Command) error {
	out, err := a.printerOf(cmd)
	if err != nil {
		return err
	}
	if a.settings, err = settingsOf(a.program, cmd); err != nil {
		return err
	}
	found, err := a.arguments(cmd, c)
	if err != nil {
		return err
	}
	body, err := a.body(c)
	if err != nil {
		return err
	}
	r, err := a.prepare(c, found, body)
	if err != nil {
		return err
	}
	if c.Deprecated != "" {
		_, _ = io.WriteString(a.stderr, a.program.Name+": this command is deprecated: "+oneLine(c.Deprecated)+"\n")
	}
	switch {
	case streams(c, found):
		return a.stream(ctx, r, out)
	case c.Page != nil && out.format != "raw":
		return a.pages(ctx, r, out, limitOf(cmd))
	case c.Result == Binary:
		return a.download(ctx, r, cmd.String("output"))
	default:
		return a.once(ctx, r, out)
	}
}

// streams reports whether the answer comes as a stream.
func streams(c *Command, found []given) bool {
	if c.Stream == "" || c.StreamFlag == "" {
		return c.Stream != ""
	}
	for _, one := range found {
		if one.flag.Name == c.StreamFlag {
			return one.value == true
		}
	}
	return false
}

func limitOf(cmd *cli.Command) int {
	if !cmd.IsSet("max-items") {
		return -1
	}
	return cmd.Int("max-items")
}

func (a *app) send(ctx context.Context, r *call, accept string) (*http.Response, error) {
	request, err := a.request(r, accept)
	if err != nil {
		return nil, err
	}
	return a.program.Send(ctx, a.settings, request)
}

func (a *app) once(ctx context.Context, r *call, out *printer) error {
	res, err := a.send(ctx, r, r.command.Accept)
	if err != nil {
		return err
	}
	content, err := readBody(res)
	if err != nil || r.command.Result == Nothing {
		return err
	}
	if name := r.command.Unwrap; name != "" {
		if inner := at(gjson.ParseBytes(content), []string{name}); inner.Exists() {
			content = []byte(inner.Raw)
		}
	}
	return out.answer(content)
}

func readBody(res *http.Response) ([]byte, error) {
	defer closeBody(res)
	return io.ReadAll(res.Body)
}

func closeBody(res *http.Response) { _ = res.Body.Close() }

// download writes an answer of bytes to a file, or to standard output unless a person would see it.
func (a *app) download(ctx context.Context, r *call, output string) error {
	if output == "" && a.outLook.terminal {
		return usageErrorf("the answer is not text: name a file by --output, or redirect standard output")
	}
	res, err := a.send(ctx, r, r.command.Accept)
	if err != nil {
		return err
	}
	defer closeBody(res)
	if output == "" || output == "-" {
		_, err = io.Copy(a.stdout, res.Body)
		return err
	}
	file, err := os.Create(output)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, res.Body)
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}
