// A call as a command: its own endpoint and dialect, the key from the environment.
type Asked = { endpoint: string; model: string; stream: boolean }

const text = '…'
const user = [{ role: 'user', content: text }]

/** An example of a body for each endpoint, by how its path begins or ends. */
const bodies: [test: RegExp, body: (c: Asked) => Record<string, unknown>][] = [
  [/^\/v1\/messages/, (c) => ({ model: c.model, max_tokens: 1024, ...(c.stream && { stream: true }), messages: user })],
  [/^\/v1\/responses/, (c) => ({ model: c.model, ...(c.stream && { stream: true }), input: text })],
  [/^\/v1\/completions/, (c) => ({ model: c.model, ...(c.stream && { stream: true }), prompt: text })],
  [/^\/v1\/(embeddings|moderations)/, (c) => ({ model: c.model, input: text })],
  [/^\/v1\/rerank/, (c) => ({ model: c.model, query: text, documents: [text] })],
  [/^\/v1\/images\/generations/, (c) => ({ model: c.model, prompt: text })],
  [/^\/v1\/audio\/speech/, (c) => ({ model: c.model, input: text, voice: 'alloy' })],
  [/:embedContent$/, () => ({ content: { parts: [{ text }] } })],
  [/:batchEmbedContents$/, (c) => ({ requests: [{ model: `models/${c.model}`, content: { parts: [{ text }] } }] })],
  [/^\/v1beta\//, () => ({ contents: [{ role: 'user', parts: [{ text }] }] })],
  [/./, (c) => ({ model: c.model, ...(c.stream && { stream: true }), messages: user })],
]

const quote = (s: string): string => `'${s.replace(/'/g, "'\\''")}'`

/** `sent` is the body as it was recorded; without one there is an example of its form. */
export function curlOf(call: Asked, base: string, sent?: string): string {
  const [method = 'POST', path = '/v1/chat/completions'] = call.endpoint.split(' ')
  const headers = path.startsWith('/v1/messages') ? ['x-api-key: $BURNCLOUD_API_KEY', 'anthropic-version: 2023-06-01'] : path.startsWith('/v1beta/') ? ['x-goog-api-key: $BURNCLOUD_API_KEY'] : ['Authorization: Bearer $BURNCLOUD_API_KEY']
  const at = path.replace('{model}', encodeURIComponent(call.model))
  const lines = [`curl -X ${method} ${quote(base + at + (call.stream && at.endsWith(':streamGenerateContent') ? '?alt=sse' : ''))}`, ...headers.map((h) => `  -H "${h}"`)]
  if (/^\/v1\/(audio\/trans|images\/edits)/.test(path)) lines.push(`  -F ${quote(`model=${call.model}`)}`, path.includes('audio') ? "  -F 'file=@sound.mp3'" : "  -F 'image=@picture.png'")
  else if (method !== 'GET') lines.push("  -H 'Content-Type: application/json'", `  -d ${quote(sent ?? JSON.stringify(bodies.find(([test]) => test.test(at))?.[1](call)))}`)
  return lines.join(' \\\n')
}
