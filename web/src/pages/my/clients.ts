// How each client is told the address and the key. Paths, names and commands are those of the clients.
export type Client = { id: string; name: string; blocks: (base: string, key: string, model: string) => { file: string; text: string }[]; catch?: 'claude' | 'codex' | 'gemini' | 'next' | 'cherry' }

const env = (pairs: Record<string, string>): string => Object.entries(pairs).map(([k, v]) => `export ${k}="${v}"`).join('\n')

export const clients: Client[] = [
  { id: 'curl', name: 'curl', blocks: (b, k, m) => [{ file: 'shell', text: `curl ${b}/v1/chat/completions \\\n  -H "Authorization: Bearer ${k}" \\\n  -H "Content-Type: application/json" \\\n  -d '{"model": "${m}", "messages": [{"role": "user", "content": "Hello"}]}'` }] },
  { id: 'python', name: 'Python', blocks: (b, k, m) => [{ file: 'main.py', text: `from openai import OpenAI\n\nclient = OpenAI(base_url="${b}/v1", api_key="${k}")\nanswer = client.chat.completions.create(model="${m}", messages=[{"role": "user", "content": "Hello"}])\nprint(answer.choices[0].message.content)` }] },
  { id: 'typescript', name: 'TypeScript', blocks: (b, k, m) => [{ file: 'main.ts', text: `import OpenAI from "openai"\n\nconst client = new OpenAI({ baseURL: "${b}/v1", apiKey: "${k}" })\nconst answer = await client.chat.completions.create({ model: "${m}", messages: [{ role: "user", content: "Hello" }] })\nconsole.log(answer.choices[0]?.message.content)` }] },
  { id: 'claude', name: 'Claude Code', catch: 'claude', blocks: (b, k, m) => [{ file: 'shell', text: env({ ANTHROPIC_BASE_URL: b, ANTHROPIC_AUTH_TOKEN: k, ANTHROPIC_MODEL: m }) }] },
  { id: 'codex', name: 'Codex CLI', catch: 'codex', blocks: (b, k, m) => [{ file: '~/.codex/config.toml', text: `model = "${m}"\nmodel_provider = "burncloud"\n\n[model_providers.burncloud]\nname = "BurnCloud"\nbase_url = "${b}/v1"\nwire_api = "responses"\nenv_key = "BURNCLOUD_API_KEY"` }, { file: 'shell', text: env({ BURNCLOUD_API_KEY: k }) }] },
  { id: 'gemini', name: 'Gemini CLI', catch: 'gemini', blocks: (b, k, m) => [{ file: 'shell', text: env({ GOOGLE_GEMINI_BASE_URL: b, GEMINI_API_KEY: k, GEMINI_MODEL: m }) }] },
  { id: 'cherry', name: 'Cherry Studio', catch: 'cherry', blocks: (b, k, m) => [{ file: 'API Host', text: b }, { file: 'API Key', text: k }, { file: 'Model', text: m }] },
  { id: 'next', name: 'NextChat', catch: 'next', blocks: (b, k, m) => [{ file: '.env.local', text: `BASE_URL=${b}\nOPENAI_API_KEY=${k}\nCUSTOM_MODELS=-all,+${m}` }] },
  { id: 'lobe', name: 'LobeChat', blocks: (b, k, m) => [{ file: '.env', text: `OPENAI_PROXY_URL=${b}/v1\nOPENAI_API_KEY=${k}\nOPENAI_MODEL_LIST=-all,+${m}` }] },
]
