#!/usr/bin/env bash
# Starts the demo on a free port and lets the client libraries that programs use call it. BURNCLOUD_BIN names a built binary; without
# it one is built. Arguments choose the suites: node, go (default: both), agents (which installs coding agents, 800 MB).
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
demo=
stop() {
	local status=$?
	if [[ -n $demo ]]; then
		kill "$demo" 2>/dev/null || true
		wait "$demo" 2>/dev/null || true
	fi
	if [[ $status -ne 0 && -s $work/demo.log ]]; then
		echo "--- the demo's last lines" >&2
		tail -n 40 "$work/demo.log" >&2
	fi
	rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

bin=${BURNCLOUD_BIN:-}
if [[ -z $bin ]]; then
	bin=$work/burncloud
	CGO_ENABLED=0 go build -o "$bin" ./cmd/burncloud
fi

BURNCLOUD_LISTEN=127.0.0.1:0 "$bin" demo --ready-file "$work/ready.json" >"$work/demo.log" 2>&1 &
demo=$!
for ((i = 0; i < 300; i++)); do
	[[ -s $work/ready.json ]] && break
	kill -0 "$demo" 2>/dev/null || { echo "e2e: the demo ended before it was ready" >&2; exit 1; }
	sleep 0.1
done
[[ -s $work/ready.json ]] || { echo "e2e: the demo was not ready after 30 s" >&2; exit 1; }

# field NAME: a member of the ready file, which must be there.
field() {
	node -e '
		const v = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))[process.argv[2]];
		if (!v) { console.error(`e2e: the ready file has no ${process.argv[2]}`); process.exit(1); }
		console.log(v);' "$work/ready.json" "$1"
}
BURNCLOUD_URL=$(field url)
BURNCLOUD_TOKEN=$(field token)
BURNCLOUD_ADMIN_TOKEN=$(field admin_token)
export BURNCLOUD_URL BURNCLOUD_TOKEN BURNCLOUD_ADMIN_TOKEN
# The clients read these too; a developer's own settings must not send the tests elsewhere.
for name in $(compgen -e | grep -E '^(OPENAI|ANTHROPIC|CLAUDE|GEMINI|GOOGLE|AI_SDK|LANGCHAIN|LANGSMITH)_' || true); do unset "$name"; done

suites=("$@")
[[ $# -gt 0 ]] || suites=(node go)
for name in "${suites[@]}"; do
	case $name in
	node) (cd e2e/node && npm install --no-audit --no-fund --ignore-scripts --loglevel=error && npm test) ;;
	go) (cd e2e/sdk && go test -count=1 -timeout 5m -parallel 16 ./...) ;;
	agents) e2e/agent.sh ;;
	*) echo "e2e: no suite $name" >&2; exit 2 ;;
	esac
done
