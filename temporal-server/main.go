// Command kiln-temporal is the Temporal server that "kiln up" brings along, with its UI and one difference from the
// development server of Temporal's command line: nobody is served without a key. It takes those of that server's
// options that Kiln uses, under the same names.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "kiln-temporal:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	settings, err := readSettings(args)
	if err != nil {
		return err
	}
	server, err := newServer(settings)
	if err != nil {
		return err
	}
	if err := server.Start(); err != nil {
		return err
	}
	ui := newUI(settings)
	failed := make(chan error, 1)
	go func() { failed <- ui.Start() }()

	asked := make(chan os.Signal, 1)
	signal.Notify(asked, os.Interrupt, syscall.SIGTERM)
	select {
	case <-asked:
	case err = <-failed:
	}
	ui.Stop()
	if stopped := server.Stop(); err == nil {
		err = stopped
	}
	return err
}
