import { describe, expect, it } from 'vitest'

import type { LogBody } from '../../api/types'
import { textOf } from './BodyView'
import { gist, reindent, saying } from './reindent'
import { firstContent } from './StreamView'

const body = (frames: [number, string][], text = ''): LogBody => ({ content_type: '', bytes: 0, kept_bytes: 0, truncated: false, encoding: 'utf-8', text, frames: frames.map(([at_ms, f]) => ({ at_ms, bytes: f.length, text: f })) })

describe('a body made readable', () => {
  it('has a line for each member, and what is empty on one', () => {
    expect(reindent('{"a":[1,{}],"b":[],"c":{ "d" : "x, y: {z}\\"" } }')).toBe('{\n  "a": [\n    1,\n    {}\n  ],\n  "b": [],\n  "c": {\n    "d": "x, y: {z}\\""\n  }\n}')
  })

  it('keeps numbers and members as they were written', () => {
    expect(reindent('{"n":12345678901234567890.10,"n":1e400,"t":true}')).toBe('{\n  "n": 12345678901234567890.10,\n  "n": 1e400,\n  "t": true\n}')
  })

  it('means the same', () => {
    for (const text of ['{}', '[]', '[[],[[]]]', '"x"', '1', '{"a":{"b":{"c":[{"d":null}]}}}', '["\\\\","\\u0022"]']) expect(JSON.parse(reindent(text) ?? '!')).toEqual(JSON.parse(text))
  })

  it('is left alone where it is no JSON', () => {
    for (const text of ['', '{"a":', 'data: {}', '{} {}']) expect(reindent(text)).toBeUndefined()
  })
})

describe('an event', () => {
  it('has its name and its data', () => {
    expect(saying('event: ping\ndata: {"a":1}\n\n')).toEqual({ event: 'ping', data: '{"a":1}' })
    expect(saying('data:1\r\ndata: 2\r\n\r\n')).toEqual({ event: '', data: '1\n2' })
    expect(saying('{"line":1}\n')).toEqual({ event: '', data: '{"line":1}' })
    expect(saying(': waiting\n\n')).toEqual({ event: '', data: ': waiting' })
  })

  it('says what the model says, in each dialect', () => {
    for (const data of ['{"choices":[{"delta":{"content":" a\\n"}}]}', '{"type":"content_block_delta","delta":{"type":"text_delta","text":" a\\n"}}', '{"type":"response.output_text.delta","delta":" a\\n"}', '{"candidates":[{"content":{"parts":[{"text": " a\\n"}]}}]}']) {
      expect(gist(data)).toBe(' a\n')
    }
    for (const data of ['{"content":""}', '[DONE]', '{"content":{}}', '{"text":"\\x"}']) expect(gist(data)).toBe('')
  })

  it('is the first with content when the call says so', () => {
    const b = body([[10.2, 'a'], [200.4, 'b'], [200.4, 'c']])
    expect(firstContent(b, 200.1)).toBe(1)
    expect(firstContent(b, 0)).toBe(-1)
    expect(textOf(b)).toBe('abc')
    expect(textOf(body([], 'whole'))).toBe('whole')
  })
})
