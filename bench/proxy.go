package main

import (
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
)

// keptConns is how many idle connections the kept proxy holds to its upstream; Go's default is 2, which makes every
// measurement at 64 connections one of dialling.
const keptConns = 1024

// runProxy serves Go's bare reverse proxy before an address: as it comes, or keeping its connections.
func runProxy(upstream string, kept bool) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: upstream})
	if kept {
		tr := http.DefaultTransport.(*http.Transport).Clone()
		tr.MaxIdleConns, tr.MaxIdleConnsPerHost = keptConns, keptConns
		proxy.Transport = tr
	}
	announce(l)
	return http.Serve(l, proxy)
}
