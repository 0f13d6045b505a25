package cmdline

import (
	"os"
	"path/filepath"
	"strings"
)

// writeManual writes a page for the program and one for each resource into a folder.
func (a *app) writeManual(folder string) error {
	if folder == "" {
		folder = "."
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	p := a.program
	pages := map[string]string{p.Name + ".1": p.rootPage()}
	for i := range p.Groups {
		if group := &p.Groups[i]; group.Name != "" {
			pages[p.Name+"-"+strings.ReplaceAll(group.Name, ":", "-")+".1"] = p.groupPage(group)
		}
	}
	for name, text := range pages {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// roff is a page of the manual while it is written. Its texts are escaped: no line of them is a request.
type roff struct{ out strings.Builder }

func escapeRoff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(oneLine(text))
	if strings.HasPrefix(text, ".") {
		return `\&` + text
	}
	return text
}

func (r *roff) request(name string, texts ...string) {
	r.out.WriteString("." + name)
	for _, text := range texts {
		r.out.WriteString(` "` + strings.ReplaceAll(escapeRoff(text), `"`, `\(dq`) + `"`)
	}
	r.out.WriteString("\n")
}

func (r *roff) text(text string) {
	if line := escapeRoff(text); line != "" {
		r.out.WriteString(line + "\n")
	}
}

func (r *roff) paragraphs(text string) {
	for i, one := range paragraphs(text) {
		if one.item {
			r.out.WriteString(".IP \\(bu 2\n")
		} else if i > 0 {
			r.request("PP")
		}
		r.text(one.text)
	}
}

func (r *roff) entry(name, text string) {
	r.request("TP")
	r.out.WriteString(`\fB` + escapeRoff(name) + "\\fR\n")
	if oneLine(text) == "" {
		r.out.WriteString("\\&\n")
		return
	}
	r.text(text)
}

func (p *Program) rootPage() string {
	r := &roff{}
	r.request("TH", strings.ToUpper(p.Name), "1", "", p.Name+" "+p.Version, p.Title)
	r.request("SH", "NAME")
	r.text(p.Name + " - " + p.Title)
	r.request("SH", "SYNOPSIS")
	r.text(p.Name + " [resource] <command> [--flag value]")
	r.request("SH", "DESCRIPTION")
	r.paragraphs(p.About)
	r.request("SH", "COMMANDS")
	for i := range p.Groups {
		group := &p.Groups[i]
		if group.Name == "" {
			for j := range group.Commands {
				r.command(&group.Commands[j])
			}
			continue
		}
		r.entry(group.Name, joined(firstSentence(group.Usage), "See "+p.Name+"-"+strings.ReplaceAll(group.Name, ":", "-")+"(1)."))
	}
	r.request("SH", "OPTIONS")
	for _, row := range flagRows(globalFlags(p)) {
		r.entry(row[0], row[1])
	}
	r.request("SH", "EXIT STATUS")
	for _, code := range ExitCodes {
		r.entry(code[0], code[1])
	}
	return r.out.String()
}

func (p *Program) groupPage(group *Group) string {
	r := &roff{}
	name := p.Name + "-" + strings.ReplaceAll(group.Name, ":", "-")
	r.request("TH", strings.ToUpper(name), "1", "", p.Name+" "+p.Version, p.Title)
	r.request("SH", "NAME")
	usage := firstSentence(group.Usage)
	if usage == "" {
		usage = "commands for " + group.Name
	}
	r.text(name + " - " + usage)
	r.request("SH", "SYNOPSIS")
	r.text(p.Name + " " + group.Name + " <command> [--flag value]")
	r.request("SH", "COMMANDS")
	for i := range group.Commands {
		r.command(&group.Commands[i])
	}
	return r.out.String()
}

func (r *roff) command(c *Command) {
	r.request("SS", c.Name)
	text := c.Description
	if text == "" {
		text = c.Summary
	}
	r.paragraphs(text)
	if c.Deprecated != "" {
		r.request("PP")
		r.text("Deprecated: " + c.Deprecated)
	}
	for i := range c.Flags {
		flag := &c.Flags[i]
		more := flagText(&Flag{Values: flag.Values, Default: flag.Default, Deprecated: flag.Deprecated})
		r.entry("--"+flag.Name+placeholder(flag), joined(oneLine(flag.Usage), more))
	}
}
