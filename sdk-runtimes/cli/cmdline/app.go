package cmdline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/urfave/cli/v3"
)

// Main runs the program with the process's arguments and streams, and exits.
func Main(p *Program) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := Run(ctx, p, Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, os.Args[1:])
	stop()
	os.Exit(code)
}

// Streams are where a run reads and writes.
type Streams struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
}

// app is one run.
type app struct {
	program *Program
	stdin   io.Reader
	stdout  io.Writer
	stderr  io.Writer
	// outLook and errorLook are what is known of where output and errors are shown.
	outLook, errorLook look
	// What a run found out before it failed.
	settings                    *Settings
	unknown                     error
	errorFormat, errorTransform string
}

// Run runs the program and returns the code to exit with.
func Run(ctx context.Context, p *Program, streams Streams, args []string) int {
	a := &app{
		program: p, stdin: streams.In, stdout: streams.Out, stderr: streams.Err,
		outLook: lookOf(streams.Out), errorLook: lookOf(streams.Err), errorFormat: "auto",
	}
	err := a.root().Run(ctx, append([]string{p.Name}, args...))
	if err == nil {
		err = a.unknown
	}
	if err != nil && ctx.Err() != nil {
		err = context.Canceled
	}
	if err != nil {
		a.reportError(err)
	}
	return exitCode(err)
}

func (a *app) root() *cli.Command {
	p := a.program
	root := &cli.Command{
		Name: p.Name, Usage: p.Title, Version: p.Version,
		Flags:  globalFlags(p),
		Reader: a.stdin, Writer: a.stdout, ErrWriter: a.stderr,
		HideHelpCommand: true,
		// Exit codes are this package's; errors are reported once, at the end.
		ExitErrHandler: func(context.Context, *cli.Command, error) {},
		OnUsageError:   a.usageError,
		Action:         a.noCommand(commandNames(p), func() string { return a.rootHelp() }),
		CommandNotFound: func(_ context.Context, cmd *cli.Command, name string) {
			a.unknown = unknownCommand(cmd, name, commandNames(p))
		},
	}
	for i := range p.Groups {
		group := &p.Groups[i]
		commands := make([]*cli.Command, len(group.Commands))
		for j := range group.Commands {
			commands[j] = a.command(group, &group.Commands[j])
		}
		if group.Name == "" {
			root.Commands = append(root.Commands, commands...)
			continue
		}
		root.Commands = append(root.Commands, &cli.Command{
			Name: group.Name, Usage: group.Usage, Commands: commands, Metadata: map[string]any{"group": group},
			HideHelpCommand: true, OnUsageError: a.usageError,
			Action: a.noCommand(namesOf(group), func() string { return a.groupHelp(group) }),
			CommandNotFound: func(_ context.Context, cmd *cli.Command, name string) {
				a.unknown = unknownCommand(cmd, name, namesOf(group))
			},
		})
	}
	root.Commands = append(root.Commands, a.ownCommands()...)
	cli.HelpPrinter = a.printHelp
	cli.VersionPrinter = func(cmd *cli.Command) { fmt.Fprintln(cmd.Root().Writer, p.Name, p.Version) }
	return root
}

func (a *app) command(group *Group, c *Command) *cli.Command {
	return &cli.Command{
		Name: c.Name, Usage: c.Summary, Flags: commandFlags(c), HideHelpCommand: true, OnUsageError: a.usageError,
		Metadata: map[string]any{"group": group, "command": c},
		// Of a word beside --help: it is an argument of the path.
		CommandNotFound: func(_ context.Context, cmd *cli.Command, _ string) { a.printHelp(a.stdout, "", cmd) },
		Action: func(ctx context.Context, cmd *cli.Command) error {
			return a.execute(ctx, cmd, c)
		},
	}
}

// ownCommands are those that no API has; their names begin as no resource's does.
func (a *app) ownCommands() []*cli.Command {
	return []*cli.Command{
		{
			Name: completionCommand, Usage: "Print completions for a shell: " + strings.Join(shells(), ", "), HideHelpCommand: true,
			OnUsageError: a.usageError,
			Action:       func(_ context.Context, cmd *cli.Command) error { return a.completionScript(cmd.Args().First()) },
		},
		{
			Name: manualCommand, Usage: "Write manual pages into a folder", HideHelpCommand: true,
			OnUsageError: a.usageError,
			Action:       func(_ context.Context, cmd *cli.Command) error { return a.writeManual(cmd.Args().First()) },
		},
		{
			Name: "__complete", Hidden: true, SkipFlagParsing: true, HideHelp: true,
			Action: func(_ context.Context, cmd *cli.Command) error {
				a.printCandidates(cmd.Args().Slice())
				return nil
			},
		},
	}
}

// noCommand shows help where no command is named, and says so where it is unknown.
func (a *app) noCommand(known []string, help func() string) cli.ActionFunc {
	return func(_ context.Context, cmd *cli.Command) error {
		if name := cmd.Args().First(); name != "" && name != "help" {
			return unknownCommand(cmd, name, known)
		}
		_, err := io.WriteString(a.stdout, help())
		return err
	}
}

func unknownCommand(cmd *cli.Command, name string, known []string) error {
	text := fmt.Sprintf("there is no command %q", name)
	if close := closest(name, known); close != "" {
		text += fmt.Sprintf("; did you mean %q?", close)
	}
	return usageErrorf("%s See %s --help", ended(text), fullName(cmd))
}

func ended(text string) string {
	if strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

func (a *app) usageError(_ context.Context, cmd *cli.Command, err error, _ bool) error {
	var known *usageError
	if errors.As(err, &known) {
		return err
	}
	text := err.Error()
	if name, found := strings.CutPrefix(text, "flag provided but not defined: -"); found {
		text = fmt.Sprintf("there is no flag --%s", name)
		if close := closest(name, flagNames(cmd)); close != "" {
			text += fmt.Sprintf("; did you mean --%s?", close)
		}
	}
	return usageErrorf("%s See %s --help", ended(text), fullName(cmd))
}

func fullName(cmd *cli.Command) string {
	names := []string{}
	for _, one := range cmd.Lineage() {
		names = append([]string{one.Name}, names...)
	}
	return strings.Join(names, " ")
}

func flagNames(cmd *cli.Command) []string {
	var names []string
	for _, one := range cmd.Lineage() {
		for _, flag := range one.Flags {
			names = append(names, flag.Names()...)
		}
	}
	return names
}

func commandNames(p *Program) []string {
	var names []string
	for i := range p.Groups {
		if group := &p.Groups[i]; group.Name == "" {
			names = append(names, namesOf(group)...)
		} else {
			names = append(names, group.Name)
		}
	}
	return names
}

func namesOf(group *Group) []string {
	names := make([]string, len(group.Commands))
	for i := range group.Commands {
		names[i] = group.Commands[i].Name
	}
	return names
}

// closest returns the name that differs least from what was written; empty if none is near.
func closest(written string, names []string) string {
	best, least := "", len(written)/3+2
	for _, name := range names {
		if distance := editDistance(written, name); distance < least {
			best, least = name, distance
		}
	}
	return best
}

func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := before
			if a[i-1] != b[j-1] {
				cost = min(before, row[j], row[j-1]) + 1
			}
			before, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}
