#!/usr/bin/env bash
# Lets coding agents from npm work through the gateway, without anybody at the keyboard: told to use a tool, each must
# read a secret with it and say what it read. Start it with "e2e/run.sh agents". Arguments choose the agents: opencode,
# codex, gemini (default: all).
#
# Simulated models call the tool whose name they are told, with "sim" for every string. So the file is called sim, and so
# is the program that prints it.
set -euo pipefail
cd "$(dirname "$0")"
: "${BURNCLOUD_URL:?start this with e2e/run.sh agents}" "${BURNCLOUD_TOKEN:?}"

agents=$PWD/agents # hundreds of megabytes, and kept
# Everything is short, since an answer quotes no more than the first 160 bytes of what a tool gave.
work=$(mktemp -d "${TMPDIR:-/tmp}/bc.XXX")
trap 'rm -rf "$work"' EXIT
secret=fish$RANDOM
mkdir "$work/home" "$work/f" "$work/bin"
echo "$secret" >"$work/f/sim"
printf '#!/bin/sh\ncat sim\n' >"$work/bin/sim"
chmod +x "$work/bin/sim"
echo "PATH=$work/bin:\$PATH" >"$work/home/.profile" # for the login shells that codex starts
# Whatever a developer's own agents are configured with is none of this.
export HOME=$work/home CODEX_HOME=$work/home XDG_CONFIG_HOME=$work/home/.config XDG_DATA_HOME=$work/home/.local/share

# One model of each dialect and way of thinking.
models=$(node -p '
	const seen = new Set();
	JSON.parse(fs.readFileSync("models.json", "utf8"))
		.filter((m) => !seen.has(m.upstream + m.thinks) && seen.add(m.upstream + m.thinks))
		.map((m) => m.id).join(" ")')

# need AGENT PACKAGE VERSION: installs it unless it is there, and sets bin to where.
need() {
	bin=$agents/$1/node_modules
	grep -q "\"version\": \"$3\"" "$bin/$2/package.json" 2>/dev/null && return
	mkdir -p "$agents/$1"
	npm install --prefix "$agents/$1" --no-save --no-audit --no-fund --ignore-scripts --loglevel=error "$2@$3"
}

failed=0

# try NAME COMMAND...: runs it, and wants the secret in what it prints.
try() {
	local name=$1
	shift
	if (cd "$work/f" && timeout 90 "$@" </dev/null >"$work/out" 2>"$work/err") && grep -q "$secret" "$work/out"; then
		echo "ok      $name"
		return
	fi
	echo "FAILED  $name"
	tail -n 25 "$work/err" "$work/out" | cut -c1-400
	failed=$((failed + 1))
}

opencode() {
	need opencode opencode-ai 1.18.33
	local program="" p
	for p in "$bin"/opencode-*/bin/opencode; do # the package for this machine; --ignore-scripts left it where it is
		if "$p" --version >/dev/null 2>&1; then program=$p && break; fi
	done
	[[ -n $program ]] || { echo "e2e: no opencode runs on this machine" >&2; return 1; }
	MODELS=$models node -e '
		const { BURNCLOUD_URL: url, BURNCLOUD_TOKEN: apiKey, MODELS } = process.env;
		const models = Object.fromEntries(MODELS.split(" ").map((id) => [id, {}]));
		const provider = (npm, path) => ({ npm, options: { baseURL: url + path, apiKey }, models });
		console.log(JSON.stringify({
			provider: {
				chat: provider("@ai-sdk/openai-compatible", "/v1"),
				responses: provider("@ai-sdk/openai", "/v1"),
				messages: provider("@ai-sdk/anthropic", "/v1"),
				gemini: provider("@ai-sdk/google", "/v1beta"),
			},
			small_model: `chat/${MODELS.split(" ")[0]}`, autoupdate: false, share: "disabled",
		}))' >"$work/f/opencode.json"
	export OPENCODE_DISABLE_MODELS_FETCH=1 OPENCODE_DISABLE_AUTOUPDATE=1 OPENCODE_DISABLE_LSP_DOWNLOAD=1
	local dialect model
	for dialect in chat responses messages gemini; do
		for model in $models; do
			[[ $dialect/$model == chat/gpt-5* ]] && continue # it sends max_tokens, which these refuse from anybody
			try "opencode, $dialect, $model" "$program" run --model "$dialect/$model" "Use read."
		done
	done
}

codex() {
	need codex @openai/codex 0.169.0
	cat >"$work/home/config.toml" <<-END
		model_provider = "gateway"
		[model_providers.gateway]
		name = "gateway"
		base_url = "$BURNCLOUD_URL/v1"
		env_key = "BURNCLOUD_TOKEN"
		wire_api = "responses"
	END
	local model
	# Without a sandbox, which not every machine can make; all that the simulated model runs is sim.
	for model in $models; do
		try "codex, $model" "$bin/.bin/codex" exec --skip-git-repo-check --sandbox danger-full-access -m "$model" "Use exec_command."
	done
}

gemini() {
	need gemini @google/gemini-cli 0.61.0
	mkdir -p "$work/home/.gemini"
	echo '{"security":{"auth":{"selectedType":"gemini-api-key"}},"general":{"disableAutoUpdate":true}}' >"$work/home/.gemini/settings.json"
	export GEMINI_API_KEY=$BURNCLOUD_TOKEN GOOGLE_GEMINI_BASE_URL=$BURNCLOUD_URL GEMINI_CLI_TRUST_WORKSPACE=true
	local model
	for model in $models; do try "gemini, $model" "$bin/.bin/gemini" -m "$model" --approval-mode yolo -p "Use read_file."; done
}

[[ $# -gt 0 ]] || set -- opencode codex gemini
for agent in "$@"; do
	case $agent in
	opencode | codex | gemini) "$agent" ;;
	*) echo "e2e: no agent $agent" >&2; exit 2 ;;
	esac
done
exit $((failed > 0))
