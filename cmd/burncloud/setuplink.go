package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"

	"github.com/burncloud/burncloud"
	"github.com/burncloud/burncloud/admin"
)

// runSetupLink prints a one-time link for the machine's data directory: it makes the first admin or, with --recover, gives
// an admin a new password. The gateway may be running meanwhile.
func runSetupLink(ctx context.Context, p *program, args []string) error {
	var again bool
	var name string
	o, err := parse(p, args, func(fs *flag.FlagSet, _ *options) {
		fs.BoolVar(&again, "recover", false, "let an admin in again: the link sets a new password and takes the second factor away")
		fs.StringVar(&name, "user", "", "with --recover: name of the admin; empty = the oldest that is enabled")
	})
	if err != nil {
		return err
	}
	if name != "" && !again {
		return usageError("--user needs --recover")
	}
	s := &server{opts: o, logger: newLogger(p, o)}
	defer s.close()
	if err := s.openStore(ctx); err != nil {
		return err
	}
	control := s.controlPlane()
	ctx = burncloud.WithChange(ctx, &burncloud.Change{Actor: burncloud.Actor{Kind: "machine"}, Action: "setup-link", Object: "setup"})
	token, err := control.NewSetupToken(ctx)
	text := "open this link within 30 minutes to make the administrator"
	if err == nil && token == "" && again {
		token, name, err = control.NewRecoveryToken(ctx, name)
		text = "open this link within 30 minutes to give " + name + " a new password"
	}
	if err != nil {
		return plainly(err)
	}
	if token == "" {
		return errors.New("there is an administrator already; with --recover the link gives one a new password")
	}
	fmt.Fprintf(p.stdout, "%s\n  %s\n", text, linkTo(o.listen)+admin.SetupPath(token))
	return nil
}

// plainly leaves the class of an error out of what a person reads.
func plainly(err error) error {
	var e *burncloud.Error
	if errors.As(err, &e) && e.Err == nil {
		return errors.New(e.Message)
	}
	return err
}

// linkTo is the address of the gateway that listens there, for a browser on this machine.
func linkTo(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "http://" + listen
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}
