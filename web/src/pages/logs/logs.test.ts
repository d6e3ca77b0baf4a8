import { describe, expect, it } from 'vitest'

import { curlOf } from './curl'
import { lineCounter } from './export'

it('counts rows, not the lines within a cell', () => {
  const text = new TextEncoder().encode('a,b\n1,"x\ny ""z""\n"\n2,c\n')
  const csv = lineCounter(true)
  let n = 0
  for (const b of text) n = csv(Uint8Array.of(b))
  expect([n, lineCounter(false)(text)]).toEqual([3, 5])
})

describe('a call as curl', () => {
  const of = (endpoint: string, stream = false, sent?: string) => curlOf({ endpoint, model: "m'1", stream }, 'https://x', sent)
  it.each([
    ['POST /v1/chat/completions', 'Authorization: Bearer $BURNCLOUD_API_KEY', '"messages"'],
    ['POST /v1/messages', 'x-api-key: $BURNCLOUD_API_KEY', '"max_tokens":1024'],
    ['POST /v1/responses', 'Authorization', '"input":"…"'],
    ['POST /v1beta/models/{model}:streamGenerateContent', 'x-goog-api-key', '"contents"'],
    ['POST /v1/audio/transcriptions', 'Authorization', "-F 'file=@sound.mp3'"],
  ])('%s', (endpoint, header, body) => {
    const text = of(endpoint)
    expect(text).toContain(header)
    expect(text).toContain(body)
  })
  it('ends no quote early', () => expect(of('POST /v1/chat/completions', true)).toContain(`"model":"m'\\''1","stream":true`))
  it('takes what was recorded', () => expect(of('POST /v1/chat/completions', false, `{"a":"it's"}`)).toContain(`-d '{"a":"it'\\''s"}'`))
})
