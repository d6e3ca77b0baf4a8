# What people do with this repository. Each target runs from a clean clone with Go alone, except where it says otherwise.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
BUILD   := CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags '$(LDFLAGS)'
TOOL    := go tool -modfile=tools/go.mod
LINT    := go tool -modfile=tools/lint/go.mod

# The race detector needs a C compiler: `make test RACE=` does without both.
RACE     ?= -race
FUZZTIME ?= 5s

# The tests that judge times, those that judge more strictly where they have the machine to themselves, and one that is long.
TIMED = ^(TestChaos(OneOfFourDies|EverythingDown|Drip|Left|Overload|Slowloris)|TestNoisyTenant|TestShed|TestMoneyLogThatHangs|TestMoneyAcknowledgement|TestLongLog|TestSumsArePostedCheaply|TestOverviewOfALongLog|TestNobodyIsToldASecret)$$

# Everything that is written in Go here, whatever version control thinks of it.
GOFILES = find . -name '*.go' -not -path '*/node_modules/*' -not -path '*/testdata/*' -not -path './bin/*'
# The programs from which all code must be reachable.
MAINS   = $(patsubst %/main.go,./%,$(wildcard cmd/*/main.go bench/main.go))

# The order of what `test` needs is part of it: the cheap checks fail first.
.NOTPARALLEL:
.PHONY: run demo build test check unit figures conformance reproducible e2e chaos money bench log-bench overview-bench console console-check screens console-e2e fmt lint vuln fuzz clean

run: build ## serve, with data in ./data
	./bin/burncloud serve

demo: build ## serve with simulated providers, a user and a token; nothing is kept
	./bin/burncloud demo

build: ## bin/burncloud: static, the same bytes from the same commit on every machine
	$(BUILD) -o bin/burncloud ./cmd/burncloud

test: check unit figures reproducible e2e ## everything; needs Node and npm for e2e, a C compiler for -race

check: ## what every commit must pass; under a minute once the tools are built
	@unformatted=$$($(GOFILES) -print0 | xargs -0 -r $(TOOL) gofumpt -l) || exit 1; \
		if [ -n "$$unformatted" ]; then echo "not formatted, run make fmt:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	$(TOOL) staticcheck ./...
	@if [ -n "$(MAINS)" ]; then \
		dead=$$($(TOOL) deadcode $(MAINS)) || exit 1; \
		if [ -n "$$dead" ]; then echo "unreachable from $(MAINS):"; echo "$$dead"; exit 1; fi; \
	fi
	go test -count=1 ./internal/archtest

unit: ## tests of all packages
	go test $(RACE) -timeout 15m ./...

figures: ## the tests that judge times: without the race detector, one package after the other, while nothing else runs
	BURNCLOUD_ALONE=1 go test -p 1 -count=1 -timeout 15m -run '$(TIMED)' ./gateway ./store ./cmd/burncloud

conformance: ## recorded provider traffic through all dialects, with counts; needs it at ../shared/wire or $$BURNCLOUD_WIRE
	go test -count=1 -v -run Conformance ./internal/conformance

reproducible: ## two builds from two directories give the same bytes
	.ci/reproducible '$(VERSION)'

e2e: build ## the official OpenAI clients for Node and Go against a running demo
	BURNCLOUD_BIN=bin/burncloud e2e/run.sh

agents: build ## coding agents from npm (opencode, Codex CLI, Gemini CLI) work through the gateway; installs 860 MB once
	BURNCLOUD_BIN=bin/burncloud e2e/run.sh agents

chaos: ## the rows of faults at full length, with their figures; minutes
	BURNCLOUD_ALONE=1 BURNCLOUD_CHAOS=1 go test -p 1 -count=1 -timeout 20m -v -run '^(TestChaos|TestCutAfterAnyByte|TestNoisyTenant|TestNoTruncated)' ./gateway ./upstream ./cmd/burncloud

money: ## the rows of money at full length, with their figures; half an hour
	BURNCLOUD_ALONE=1 BURNCLOUD_MONEY=1 go test -p 1 -count=1 -timeout 40m -v -run '^(TestMoney|TestBalance|TestHangUp|TestCanceledCalls|TestStreamEnds|TestIdempotency|TestDrained|TestQuantityAttacks|TestUsageTable|TestRedeem)' ./gateway ./admin ./cmd/burncloud
	@log=$$(mktemp); if [ -d /dev/shm ]; then export TMPDIR=/dev/shm; fi; \
		BURNCLOUD_MONEY=1 go test -count=1 -timeout 60m -parallel 8 -v ./ledger >$$log 2>&1; status=$$?; \
		grep -vE '^=== |^ +--- PASS' $$log; rm -f $$log; exit $$status

bench: ## overhead and throughput against a simulated provider
	go run ./bench

console: ## console/dist, the built web console; needs Node and npm. Also writes its API client from this binary's document
	web/scripts/build

console-check: ## fails when make console would change what is committed
	web/scripts/build check

screens: build ## pictures of every page in both languages and themes, in web/screens; needs Node, npm and Chromium
	BURNCLOUD_BIN=bin/burncloud web/scripts/browser screens

console-e2e: build ## the console in a real browser; needs Node, npm and Chromium
	BURNCLOUD_BIN=bin/burncloud web/scripts/browser e2e

log-bench: ## what the pages of the console ask of a log of 5 million calls, each within 200 ms; 12 GB of disk and twenty minutes
	BURNCLOUD_ALONE=1 BURNCLOUD_ROWS=5000000 go test -count=1 -timeout 60m -v -run '^(TestLongLog|TestSumsArePostedCheaply)$$' ./store

overview-bench: ## the console's first page over a log of a million calls, in the API and in Chromium: within a second; minutes
	BURNCLOUD_ALONE=1 BURNCLOUD_ROWS=1000000 BURNCLOUD_PAGE="$$(web/scripts/page overview)" go test -count=1 -timeout 40m -v -run '^TestOverviewOfALongLog$$' ./cmd/burncloud

fmt:
	$(GOFILES) -print0 | xargs -0 -r $(TOOL) gofumpt -w

lint: ## golangci-lint; the first run builds it, which takes minutes
	$(LINT) golangci-lint run

vuln: ## known vulnerabilities in what we call; asks the vulnerability database over the network
	$(LINT) govulncheck ./...

fuzz: ## every fuzz target for FUZZTIME
	@grep -rlE --include='*_test.go' '^func Fuzz' . | xargs -r -n1 dirname | sort -u | while read -r dir; do \
		for target in $$(grep -hoE '^func Fuzz\w+' "$$dir"/*_test.go | cut -c6-); do \
			go test -run='^$$' -fuzz="^$$target\$$" -fuzztime=$(FUZZTIME) "$$dir" || exit 1; \
		done; \
	done

clean:
	rm -rf bin e2e/node/node_modules web/node_modules web/screens
