import { expect, it } from 'vitest'

import { add, bodyOf, eventsOf, unanswered } from './chat'
import { codeOf } from './code'

const params = { model: 'm', system: '', temperature: '0.4', top_p: '', max_tokens: '', effort: '' as const, stream: true }

it('sends only what was set', () => {
  expect(bodyOf(params, [{ role: 'user', content: 'hi' }])).toEqual({ model: 'm', messages: [{ role: 'user', content: 'hi' }], temperature: 0.4, stream: true, stream_options: { include_usage: true } })
})

it('puts a stream together, whatever the pieces', () => {
  const stream = 'data: {"choices":[{"delta":{"reasoning_content":"hm"}}]}\n\ndata: {"choices":[{"delta":{"content":"a"}}]}\n\ndata: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}\n\ndata: [DONE]\n\n'
  for (const size of [1, 7, 1000]) {
    let [a, rest] = [unanswered, '']
    for (let i = 0; i < stream.length; i += size) {
      const got = eventsOf(rest + stream.slice(i, i + size))
      rest = got.rest
      for (const d of got.data) a = add(a, d, 5)
    }
    expect(a).toMatchObject({ thinking: 'hm', text: 'a', first: 5, tokens: { in: 3, out: 2, reasoning: 0 } })
  }
})

it('takes an error inside the stream', () => {
  expect(add(unanswered, '{"error":{"message":"gone"}}', 1)).toMatchObject({ state: 'failed', error: 'gone' })
})

it('writes the call as code without the key', () => {
  for (const lang of ['curl', 'python', 'typescript', 'go'] as const) expect(codeOf(lang, 'https://x.example', { model: "it's" })).toContain('BURNCLOUD_API_KEY')
  expect(codeOf('curl', 'https://x.example', { model: "it's" })).toContain("it'\\''s")
})
