import { expect, it } from 'vitest'

import { add, chatCall, eventsOf, historyOf, said, unanswered } from './chat'
import { codeOf, langs, shortened } from './code'

const params = { system: '', temperature: '0.4', top_p: '', max_tokens: '', effort: '' as const, stream: true }

it('sends only what was set', () => {
  expect(chatCall('openai', 'm', params, [{ role: 'user', content: 'hi' }], '').json).toEqual({ model: 'm', messages: [{ role: 'user', content: 'hi' }], temperature: 0.4, stream: true, stream_options: { include_usage: true } })
})

it('puts a stream together, whatever the pieces', () => {
  const stream = 'data: {"choices":[{"delta":{"reasoning_content":"hm"}}]}\n\ndata: {"choices":[{"delta":{"content":"a"}}]}\n\ndata: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}\n\ndata: [DONE]\n\n'
  for (const size of [1, 7, 1000]) {
    let [a, rest] = [unanswered, '']
    for (let i = 0; i < stream.length; i += size) {
      const got = eventsOf(rest + stream.slice(i, i + size))
      rest = got.rest
      for (const d of got.data) a = add('openai', a, d, 5)
    }
    expect(a).toMatchObject({ thinking: 'hm', text: 'a', first: 5, tokens: { in: 3, out: 2, reasoning: 0 } })
  }
})

it('takes an error inside the stream', () => {
  expect(add('openai', unanswered, '{"error":{"message":"gone"}}', 1)).toMatchObject({ state: 'failed', error: 'gone' })
})

it('gives each side its own history, with pictures, and without what failed', () => {
  const turn = { question: 'q', images: ['data:image/png;base64,AA=='], models: ['a', 'b'], answers: [{ ...unanswered, text: 'A' }, unanswered] }
  expect(historyOf([turn], 'a', 0)).toEqual([said('q', turn.images), { role: 'assistant', content: 'A' }])
  expect(historyOf([turn], 'b', 1)).toEqual([])
  expect(historyOf([turn], 'a', 1)).toHaveLength(2)
  expect(historyOf([turn], 'c', 0)).toHaveLength(2)
  expect(said('q', turn.images).content).toEqual([{ type: 'text', text: 'q' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }])
})

it('writes each call as code, without the key and with the pin', () => {
  const file = new File(['x'], "it's.wav")
  const calls = [
    { path: '/v1/chat/completions', json: { model: "it's", stream: true } }, { path: '/v1/images/generations', json: { model: 'm', n: 1 } }, { path: '/v1/audio/speech', json: { model: 'm' } },
    { path: '/v1/audio/transcriptions', form: [['model', 'm'], ['file', file]] as [string, string | File][] }, { path: '/v1/embeddings', json: { model: 'm', input: ['a'] } },
  ]
  for (const lang of langs) {
    for (const call of calls) {
      const code = codeOf(lang, 'https://x.example', { ...call, pin: 'ch_1' })
      expect(code).toContain('BURNCLOUD_API_KEY')
      expect(code).toContain('ch_1')
      expect(code).not.toMatch(/undefined|BASE/)
    }
  }
  expect(codeOf('curl', 'https://x.example', calls[0] as never)).toContain("it'\\''s")
  expect(codeOf('curl', 'https://x.example', calls[3] as never)).toContain("-F 'file=@it'\\''s.wav'")
})

it('shortens pictures to look at', () => {
  expect(shortened(`"data:image/png;base64,${'A'.repeat(500)}"`)).toBe('"data:image/png;base64,…"')
})
