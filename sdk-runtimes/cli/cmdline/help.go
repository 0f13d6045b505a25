package cmdline

import (
	"io"
	"strings"

	"github.com/urfave/cli/v3"
)

// printHelp writes help for the command that it is asked for. Texts of the description are put in as they are: no
// template is made of them.
func (a *app) printHelp(w io.Writer, _ string, data any) {
	cmd, ok := data.(*cli.Command)
	if !ok {
		return
	}
	text := a.rootHelp()
	group, _ := cmd.Metadata["group"].(*Group)
	if command, ok := cmd.Metadata["command"].(*Command); ok {
		text = a.commandHelp(group, command)
	} else if group != nil {
		text = a.groupHelp(group)
	} else if strings.HasPrefix(cmd.Name, "@") {
		text = a.ownHelp(cmd)
	}
	_, _ = io.WriteString(w, text)
}

func (a *app) helpWidth() int { return min(max(a.outLook.width, 40), 100) }

// page is help while it is written.
type page struct {
	out   strings.Builder
	width int
}

func (h *page) paragraph(text string) {
	for _, line := range wrap(text, h.width) {
		h.out.WriteString(line + "\n")
	}
}

// prose writes a text with its paragraphs and lists.
func (h *page) prose(text string) {
	for i, one := range paragraphs(text) {
		if i > 0 && !one.item {
			h.out.WriteString("\n")
		}
		indent, next := "", ""
		if one.item {
			indent, next = "- ", "  "
		}
		for _, line := range wrap(one.text, h.width-len(indent)) {
			h.out.WriteString(indent + line + "\n")
			indent = next
		}
	}
}

func (h *page) heading(text string) { h.out.WriteString("\n" + text + ":\n") }

func (h *page) line(text string) { h.out.WriteString("  " + text + "\n") }

// list writes names with texts beside them, in at most the given number of lines each.
func (h *page) list(rows [][2]string, most int) {
	widest := 0
	for _, row := range rows {
		if count := textWidth(row[0]); count <= 26 {
			widest = max(widest, count)
		}
	}
	for _, row := range rows {
		lines := wrap(row[1], h.width-widest-4)
		if len(lines) > most {
			last, _ := cutAt(lines[most-1], h.width-widest-5)
			lines = append(lines[:most-1:most-1], strings.TrimRight(last, " .,;:")+"…")
		}
		name := row[0]
		if textWidth(name) > widest {
			h.line(name)
			name = ""
		}
		for i, line := range lines {
			if i > 0 {
				name = ""
			}
			if name == "" && i == 0 && line == "" {
				continue
			}
			h.line(strings.TrimRight(fit(name, widest)+"  "+line, " "))
		}
	}
}

// wrap cuts a text into lines of at most the width; a longer word has a line of its own.
func wrap(text string, width int) []string {
	lines := []string{}
	current := ""
	for _, word := range strings.Fields(oneLine(text)) {
		for textWidth(word) > width {
			if current != "" {
				lines = append(lines, current)
				current = ""
			}
			start, rest := cutAt(word, width)
			lines = append(lines, start)
			word = rest
		}
		switch {
		case current == "":
			current = word
		case textWidth(current)+1+textWidth(word) > width:
			lines = append(lines, current)
			current = word
		default:
			current += " " + word
		}
	}
	if current != "" || len(lines) == 0 {
		lines = append(lines, current)
	}
	return lines
}

func (a *app) rootHelp() string {
	p := a.program
	h := &page{width: a.helpWidth()}
	h.paragraph(p.Title)
	if about := firstSentence(p.About); about != "" && about != p.Title {
		h.out.WriteString("\n")
		h.paragraph(about)
	}
	h.heading("Usage")
	h.line(p.Name + " [resource] <command> [--flag value]")
	var resources, commands [][2]string
	for i := range p.Groups {
		group := &p.Groups[i]
		if group.Name == "" {
			commands = append(commands, commandRows(group)...)
			continue
		}
		usage := firstSentence(group.Usage)
		if usage == "" {
			usage = strings.Join(namesOf(group), ", ")
		}
		resources = append(resources, [2]string{group.Name, usage})
	}
	if len(resources) > 0 {
		h.heading("Resources")
		h.list(resources, 1)
	}
	h.heading("Commands")
	for _, own := range a.ownCommands() {
		if !own.Hidden {
			commands = append(commands, [2]string{own.Name, own.Usage})
		}
	}
	h.list(commands, 1)
	h.heading("Global flags")
	h.list(flagRows(globalFlags(p)), 2)
	h.out.WriteString("\n")
	h.paragraph("Help for each: " + p.Name + " <resource> [<command>] --help")
	return h.out.String()
}

func commandRows(group *Group) [][2]string {
	rows := make([][2]string, len(group.Commands))
	for i := range group.Commands {
		c := &group.Commands[i]
		text := firstSentence(c.Summary)
		if c.Deprecated != "" {
			text = "(deprecated) " + text
		}
		rows[i] = [2]string{c.Name, text}
	}
	return rows
}

func flagRows(flags []cli.Flag) [][2]string {
	var rows [][2]string
	for _, flag := range flags {
		usage := ""
		if documented, ok := flag.(cli.DocGenerationFlag); ok {
			usage = documented.GetUsage()
			if vars := documented.GetEnvVars(); len(vars) > 0 {
				usage = strings.TrimSpace(usage + " [" + vars[0] + "]")
			}
		}
		rows = append(rows, [2]string{"--" + flag.Names()[0], usage})
	}
	return append(rows, [2]string{"--help, -h", "show help"}, [2]string{"--version, -v", "show the version"})
}

func (a *app) groupHelp(group *Group) string {
	h := &page{width: a.helpWidth()}
	if usage := oneLine(group.Usage); usage != "" {
		h.paragraph(usage)
	} else {
		h.paragraph(a.program.Name + " " + group.Name)
	}
	h.heading("Usage")
	h.line(a.program.Name + " " + group.Name + " <command> [--flag value]")
	h.heading("Commands")
	h.list(commandRows(group), 2)
	return h.out.String()
}

func (a *app) commandHelp(group *Group, c *Command) string {
	h := &page{width: a.helpWidth()}
	text := c.Description
	if text == "" {
		text = c.Summary
	}
	h.prose(text)
	if c.Deprecated != "" {
		h.paragraph("Deprecated: " + c.Deprecated)
	}
	h.heading("Usage")
	for i, line := range usageLines(a.program, group, c, h.width-6) {
		if i > 0 {
			line = "    " + line
		}
		h.line(line)
	}
	var required, optional [][2]string
	for i := range c.Flags {
		flag := &c.Flags[i]
		row := [2]string{"--" + flag.Name + placeholder(flag), flagText(flag)}
		if flag.Required && len(flag.Within) == 0 {
			required = append(required, row)
		} else {
			optional = append(optional, row)
		}
	}
	if c.Page != nil {
		optional = append(optional, [2]string{"--max-items integer", "How many items are shown; without it all, over all pages."})
	}
	if c.Result == Binary {
		optional = append(optional, [2]string{"--output file", "File that the answer is written to."})
	}
	if len(required) > 0 {
		h.heading("Required")
		h.list(required, 3)
	}
	if len(optional) > 0 {
		h.heading("Flags")
		h.list(optional, 3)
	}
	h.out.WriteString("\n")
	if c.Body.Kind == "json" || c.Body.Kind == "form" || c.Body.Kind == "multipart" {
		h.paragraph("The request body can also be piped to standard input as YAML or JSON; flags override its fields.")
	}
	h.paragraph("Global flags: " + a.program.Name + " --help")
	return h.out.String()
}

func (a *app) ownHelp(cmd *cli.Command) string {
	h := &page{width: a.helpWidth()}
	h.paragraph(cmd.Usage)
	h.heading("Usage")
	name := a.program.Name
	if cmd.Name == manualCommand {
		h.line(name + " " + manualCommand + " <folder>")
		h.heading("Example")
		h.line(name + " " + manualCommand + " ~/.local/share/man/man1")
		h.line("man " + name)
		return h.out.String()
	}
	h.line(name + " " + completionCommand + " " + strings.Join(shells(), "|"))
	h.heading("To load them")
	h.list([][2]string{
		{"bash, zsh", "source <(" + name + " " + completionCommand + " bash)"},
		{"fish", name + " " + completionCommand + " fish | source"},
		{"PowerShell", name + " '" + completionCommand + "' powershell | Out-String | Invoke-Expression"},
	}, 2)
	return h.out.String()
}

// usageLines says how a command is called. No flag is parted from its value.
func usageLines(p *Program, group *Group, c *Command, width int) []string {
	parts := []string{p.Name}
	if group.Name != "" {
		parts = append(parts, group.Name)
	}
	parts = append(parts, c.Name)
	rest := false
	for i := range c.Flags {
		flag := &c.Flags[i]
		switch {
		case flag.Required && flag.In == "path":
			parts = append(parts, "<"+flag.Name+">")
		case flag.Required && len(flag.Within) == 0:
			parts = append(parts, "--"+flag.Name+placeholder(flag))
		default:
			rest = true
		}
	}
	if rest {
		parts = append(parts, "[flags]")
	}
	lines := []string{parts[0]}
	for _, part := range parts[1:] {
		if last := &lines[len(lines)-1]; textWidth(*last)+1+textWidth(part) <= width {
			*last += " " + part
		} else {
			lines = append(lines, part)
		}
	}
	return lines
}

func placeholder(flag *Flag) string {
	word := map[Type]string{
		Text: " text", Bytes: " base64", Integer: " integer", Number: " number", Boolean: "", Any: " yaml", File: " file",
	}[flag.Type]
	if flag.List {
		if word == "" {
			word = " boolean"
		}
		return word + "…"
	}
	return word
}

// flagText is what is said of a flag beside its name.
func flagText(flag *Flag) string {
	text := firstSentence(flag.Usage)
	add := func(more string) { text = joined(text, more) }
	if len(flag.Values) > 0 {
		add("One of: " + strings.Join(flag.Values, ", ") + ".")
	}
	if flag.Default != "" && (flag.Type != Boolean || flag.Default != "false") {
		add("Default: " + flag.Default + ".")
	}
	if flag.Deprecated != "" {
		add("Deprecated: " + flag.Deprecated)
	}
	return oneLine(text)
}
