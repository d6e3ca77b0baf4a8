// How each client is told the address and the key. Paths, names and commands are those of the clients' own documents.
type Block = { file: string; text: string }
export type Client = {
  id: string
  name: string
  blocks: (base: string, key: string, model: string) => Block[]
  /** An address that opens the client and hands it address and key. */
  link?: (base: string, key: string) => string
  catch?: 'claude' | 'codex' | 'gemini' | 'next' | 'cherry' | 'lobe'
}

const env = (pairs: Record<string, string>): string => Object.entries(pairs).map(([k, v]) => `export ${k}="${v}"`).join('\n')
const dotenv = (pairs: Record<string, string>): string => Object.entries(pairs).map(([k, v]) => `${k}=${v}`).join('\n')
const program = (...lines: string[]): string => lines.join('\n')

export const clients: Client[] = [
  {
    id: 'curl', name: 'curl',
    blocks: (b, k, m) => [{ file: 'shell', text: `curl ${b}/v1/chat/completions \\\n  -H "Authorization: Bearer ${k}" \\\n  -H "Content-Type: application/json" \\\n  -d '{"model": "${m}", "messages": [{"role": "user", "content": "Hello"}]}'` }],
  },
  {
    id: 'python', name: 'Python',
    blocks: (b, k, m) => [{
      file: 'main.py',
      text: program('from openai import OpenAI', '', `client = OpenAI(base_url="${b}/v1", api_key="${k}")`, `answer = client.chat.completions.create(model="${m}", messages=[{"role": "user", "content": "Hello"}])`, 'print(answer.choices[0].message.content)'),
    }],
  },
  {
    id: 'typescript', name: 'TypeScript',
    blocks: (b, k, m) => [{
      file: 'main.ts',
      text: program('import OpenAI from "openai"', '', `const client = new OpenAI({ baseURL: "${b}/v1", apiKey: "${k}" })`, `const answer = await client.chat.completions.create({ model: "${m}", messages: [{ role: "user", content: "Hello" }] })`, 'console.log(answer.choices[0].message.content)'),
    }],
  },
  {
    id: 'go', name: 'Go',
    blocks: (b, k, m) => [{
      file: 'main.go',
      text: program(
        'package main', '', 'import (', '\t"context"', '\t"fmt"', '', '\t"github.com/openai/openai-go/v3"', '\t"github.com/openai/openai-go/v3/option"', ')', '',
        'func main() {', `\tclient := openai.NewClient(option.WithBaseURL("${b}/v1"), option.WithAPIKey("${k}"))`,
        '\tanswer, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{', `\t\tModel:    "${m}",`, '\t\tMessages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("Hello")},', '\t})',
        '\tif err != nil {', '\t\tpanic(err)', '\t}', '\tfmt.Println(answer.Choices[0].Message.Content)', '}',
      ),
    }],
  },
  {
    // Its aliases name models that nobody may serve here: all of them are the one that was chosen.
    id: 'claude', name: 'Claude Code', catch: 'claude',
    blocks: (b, k, m) => [{
      file: 'shell',
      text: program('unset ANTHROPIC_API_KEY', env({ ANTHROPIC_BASE_URL: b, ANTHROPIC_AUTH_TOKEN: k, ANTHROPIC_MODEL: m, ANTHROPIC_DEFAULT_OPUS_MODEL: m, ANTHROPIC_DEFAULT_SONNET_MODEL: m, ANTHROPIC_DEFAULT_HAIKU_MODEL: m })),
    }],
  },
  {
    id: 'codex', name: 'Codex CLI', catch: 'codex',
    blocks: (b, k, m) => [
      { file: '~/.codex/config.toml', text: program(`model = "${m}"`, 'model_provider = "burncloud"', '', '[model_providers.burncloud]', 'name = "BurnCloud"', `base_url = "${b}/v1"`, 'wire_api = "responses"', 'env_key = "BURNCLOUD_API_KEY"') },
      { file: 'shell', text: env({ BURNCLOUD_API_KEY: k }) },
    ],
  },
  {
    id: 'gemini', name: 'Gemini CLI', catch: 'gemini',
    blocks: (b, k, m) => [
      { file: '~/.gemini/.env', text: dotenv({ GOOGLE_GEMINI_BASE_URL: b, GEMINI_API_KEY: k, GEMINI_MODEL: m }) },
      { file: '~/.gemini/settings.json', text: JSON.stringify({ security: { auth: { selectedType: 'gemini-api-key' } } }, null, 2) },
    ],
  },
  {
    id: 'cherry', name: 'Cherry Studio', catch: 'cherry',
    link: (b, k) => `cherrystudio://providers/api-keys?v=1&data=${encodeURIComponent(btoa(JSON.stringify({ id: 'burncloud', name: 'BurnCloud', type: 'openai', baseUrl: b, apiKey: k })))}`,
    blocks: (b, k, m) => [{ file: 'API Host', text: b }, { file: 'API Key', text: k }, { file: 'Model', text: m }],
  },
  {
    id: 'next', name: 'NextChat', catch: 'next',
    blocks: (b, k, m) => [
      { file: '.env.local', text: dotenv({ BASE_URL: b, OPENAI_API_KEY: k, CUSTOM_MODELS: `-all,+${m}@OpenAI` }) },
      { file: '/#/?settings=', text: `/#/?settings=${encodeURIComponent(JSON.stringify({ key: k, url: b }))}` },
    ],
  },
  { id: 'lobe', name: 'LobeChat', catch: 'lobe', blocks: (b, k, m) => [{ file: '.env', text: dotenv({ OPENAI_PROXY_URL: `${b}/v1`, OPENAI_API_KEY: k, OPENAI_MODEL_LIST: `-all,+${m}` }) }] },
]
