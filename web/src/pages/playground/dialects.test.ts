import { expect, it } from 'vitest'

import { headersOf } from './call'
import { add, type Answer, chatCall, eventsOf, type Message, unanswered } from './chat'
import { codeOf, langs } from './code'
import { type Dialect, dialects } from './dialects'
import { drop, dropAll, keep, type Kept, keptTalks } from './kept'

const params = { system: 'be short', temperature: '0.4', top_p: '', max_tokens: '', effort: 'low' as const, stream: true }
const talk: Message[] = [
  { role: 'user', content: [{ type: 'text', text: 'what is it' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] },
  { role: 'assistant', content: 'a cat' }, { role: 'user', content: 'sure?' },
]
const call = (d: Dialect) => chatCall(d, 'a/m 1', params, talk, '')

it('writes a talk in each dialect', () => {
  expect(call('openai')).toMatchObject({ path: '/v1/chat/completions', json: { model: 'a/m 1', messages: [{ role: 'system', content: 'be short' }, ...talk], reasoning_effort: 'low', stream: true } })
  expect(call('responses')).toEqual({
    path: '/v1/responses', pin: '', dialect: 'responses', stream: true,
    json: {
      model: 'a/m 1', instructions: 'be short', temperature: 0.4, reasoning: { effort: 'low' }, stream: true, store: false,
      input: [{ role: 'user', content: [{ type: 'input_text', text: 'what is it' }, { type: 'input_image', image_url: 'data:image/png;base64,AA==' }] }, { role: 'assistant', content: 'a cat' }, { role: 'user', content: 'sure?' }],
    },
  })
  expect(call('anthropic')).toMatchObject({
    path: '/v1/messages',
    json: {
      system: 'be short', max_tokens: 5120, thinking: { type: 'enabled', budget_tokens: 1024 }, stream: true,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'what is it' }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } }] }, { role: 'assistant', content: 'a cat' }, { role: 'user', content: 'sure?' }],
    },
  })
  expect(call('gemini')).toEqual({
    path: '/v1beta/models/a/m%201:streamGenerateContent?alt=sse', pin: '', dialect: 'gemini', stream: true,
    json: {
      systemInstruction: { parts: [{ text: 'be short' }] }, generationConfig: { temperature: 0.4, thinkingConfig: { thinkingBudget: 1024, includeThoughts: true } },
      contents: [{ role: 'user', parts: [{ text: 'what is it' }, { inlineData: { mimeType: 'image/png', data: 'AA==' } }] }, { role: 'model', parts: [{ text: 'a cat' }] }, { role: 'user', parts: [{ text: 'sure?' }] }],
    },
  })
})

it('sends the key as programs of the dialect do', () => {
  expect(dialects.map((d) => headersOf(call(d), 'sk-$1'))).toEqual([{ Authorization: 'Bearer sk-$1' }, { Authorization: 'Bearer sk-$1' }, { 'x-api-key': 'sk-$1', 'anthropic-version': '2023-06-01' }, { 'x-goog-api-key': 'sk-$1' }])
})

const streams: Record<Dialect, string> = {
  openai: 'data: {"choices":[{"delta":{"reasoning_content":"hm"}}]}\n\ndata: {"choices":[{"delta":{"content":"a"}}]}\n\ndata: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"completion_tokens_details":{"reasoning_tokens":1}}}\n\ndata: [DONE]\n\n',
  responses: 'event: response.created\ndata: {"type":"response.created","response":{"output":[],"usage":null,"error":null}}\n\nevent: x\ndata: {"type":"response.reasoning_summary_text.delta","delta":"hm"}\n\ndata: {"type":"response.output_text.delta","delta":"a"}\n\ndata: {"type":"response.output_text.done","text":"a"}\n\ndata: {"type":"response.completed","response":{"output":[{"type":"message","content":[{"type":"output_text","text":"a"}]}],"usage":{"input_tokens":3,"output_tokens":2,"output_tokens_details":{"reasoning_tokens":1}},"error":null}}\n\n',
  anthropic: 'event: message_start\ndata: {"type":"message_start","message":{"content":[],"usage":{"input_tokens":1,"cache_read_input_tokens":2,"output_tokens":1}}}\n\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}\n\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}\n\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"a"}}\n\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}\n\ndata: {"type":"message_stop"}\n\n',
  gemini: 'data: {"candidates":[{"content":{"parts":[{"text":"hm","thought":true}]}}]}\n\ndata: {"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":1,"thoughtsTokenCount":1}}\n\n',
}

it.each(dialects)('reads a stream of %s, and nothing twice', (d) => {
  const a = eventsOf(streams[d]).data.reduce<Answer>((a, x) => add(d, a, x, 5), unanswered)
  expect(a).toMatchObject({ thinking: 'hm', text: 'a', first: 5, error: '' })
  expect(a.tokens).toEqual({ in: 3, out: 2, reasoning: d === 'anthropic' ? 0 : 1 })
})

it('reads whole answers and errors', () => {
  const whole: [Dialect, string][] = [
    ['openai', '{"choices":[{"message":{"content":"a"}}]}'], ['responses', '{"output":[{"type":"reasoning","summary":[]},{"type":"message","content":[{"type":"output_text","text":"a"}]}],"error":null}'],
    ['anthropic', '{"type":"message","content":[{"type":"text","text":"a"}],"usage":{"input_tokens":1,"output_tokens":1}}'], ['gemini', '{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}'],
  ]
  for (const [d, text] of whole) expect(add(d, unanswered, text, 1).text, d).toBe('a')
  const errors: [Dialect, string][] = [
    ['openai', '{"error":{"message":"gone"}}'], ['responses', '{"type":"error","message":"gone"}'], ['responses', '{"type":"response.failed","response":{"error":{"message":"gone"}}}'],
    ['anthropic', '{"type":"error","error":{"message":"gone"}}'], ['gemini', '{"error":{"message":"gone"}}'],
  ]
  for (const [d, text] of errors) expect(add(d, unanswered, text, 1), text).toMatchObject({ state: 'failed', error: 'gone' })
})

it('writes each dialect as code, without the key and with the pin', () => {
  for (const d of dialects) {
    for (const lang of langs) {
      const code = codeOf(lang, 'https://x.example', { ...call(d), pin: 'ch_1' })
      expect(code).toContain('BURNCLOUD_API_KEY')
      expect(code).toContain('ch_1')
      expect(code).not.toMatch(/undefined|KEY"\+""/)
    }
  }
  expect(codeOf('python', 'https://x.example', call('gemini'))).toContain('models.generate_content_stream(\n    model="a/m 1"')
  expect(codeOf('typescript', 'https://x.example', call('anthropic'))).toContain('new Anthropic({ baseURL: "https://x.example"')
  expect(codeOf('curl', 'https://x.example', call('gemini'))).toContain(`-H "x-goog-api-key: $BURNCLOUD_API_KEY"`)
})

it('keeps talks by person, without what came over the wire, and throws where there is no room', () => {
  const store = new Map<string, string>()
  const storage = { getItem: (k: string) => store.get(k) ?? null, setItem: (k: string, v: string) => void store.set(k, v), removeItem: (k: string) => void store.delete(k) } as unknown as Storage
  const one: Kept = { id: '1', name: 'one', at: '2026-01-01T00:00:00Z', dialect: 'gemini', params, compare: false, turns: [{ question: 'q', images: [], models: ['m'], answers: [{ ...unanswered, text: 'A', raw: 'secret', state: 'running' }] }] }
  keep('usr_1', one, storage)
  keep('usr_1', { ...one, id: '2' }, storage)
  keep('usr_1', { ...one, name: 'renamed' }, storage)
  expect(keptTalks('usr_1', storage).map((k) => [k.id, k.name])).toEqual([['1', 'renamed'], ['2', 'one']])
  expect(keptTalks('usr_1', storage)[0]?.turns[0]?.answers[0]).toMatchObject({ text: 'A', raw: '', state: 'stopped' })
  expect([...store.values()].join()).not.toContain('secret')
  expect(keptTalks('usr_2', storage)).toEqual([])
  expect(drop('usr_1', '1', storage)).toHaveLength(1)
  expect(dropAll('usr_1', storage)).toEqual([])
  expect(store.size).toBe(0)
  store.set('burncloud.talks.usr_1', '{"not":"a list"}')
  expect(keptTalks('usr_1', storage)).toEqual([])
  const full = { ...storage, setItem: () => { throw new Error('quota') } } as unknown as Storage
  expect(() => keep('usr_1', one, full)).toThrow('quota')
})
