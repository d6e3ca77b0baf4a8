// Command burncloud is the gateway: one binary that serves model calls, the control plane and the console.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// version is set by the linker.
var version = "dev"

// commands are the subcommands by name.
func commands() map[string]func(context.Context, *program, []string) error {
	return map[string]func(context.Context, *program, []string) error{
		"serve":      runServe,
		"demo":       runDemo,
		"setup-link": runSetupLink,
		"doctor":     runDoctor,
		"version":    runVersion,
		"help":       runHelp,
		"apply":      runApply,
		"import":     notYet, "backup": notYet,
	}
}

const usageText = `usage: burncloud [command] [flags]

  serve      run the gateway and console (default)
  demo       run it with simulated providers, sample channels, a user and a token, and call it once
  apply      make channels, prices, routes, groups, users and tokens as a YAML file says
  doctor     check the books and the journal; it changes nothing and may be run beside a running gateway
  setup-link print a link that makes the first administrator; --recover: one that gives an administrator a new password
  version    print the version

"burncloud serve -h" lists the flags; each has an environment variable of the same name (BURNCLOUD_LISTEN, …).
`

// program is what a command may use of the outside world.
type program struct {
	stdout, stderr io.Writer
	getenv         func(string) string
	command        string
}

// errUsage marks errors of the command line: exit status 2.
var errUsage = errors.New("usage")

func usageError(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errUsage}, args...)...)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	p := &program{stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv}
	code := p.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// run executes one command line and returns the exit status.
func (p *program) run(ctx context.Context, args []string) int {
	p.command = "serve"
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		p.command, args = args[0], args[1:]
	}
	command, ok := commands()[p.command]
	if !ok {
		fmt.Fprintf(p.stderr, "burncloud: unknown command %q; \"burncloud help\" lists them\n", p.command)
		return 2
	}
	err := command(ctx, p, args)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errDrift):
		return 2
	case errors.Is(err, errUsage):
		fmt.Fprintf(p.stderr, "burncloud: %s\n", err.Error()[len(errUsage.Error())+2:])
		return 2
	}
	fmt.Fprintf(p.stderr, "burncloud: %v\n", err)
	return 1
}

func runVersion(_ context.Context, p *program, _ []string) error {
	_, err := fmt.Fprintln(p.stdout, "burncloud", version)
	return err
}

func runHelp(_ context.Context, p *program, _ []string) error {
	_, err := io.WriteString(p.stdout, usageText)
	return err
}

// notYet answers commands of the contract that this version does not have.
func notYet(_ context.Context, p *program, _ []string) error {
	return usageError("the command %q is not in this version", p.command)
}
