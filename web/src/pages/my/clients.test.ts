import { describe, expect, it } from 'vitest'

import { clients } from './clients'

const [base, key, model] = ['https://ai.example.com', 'sk-abc', 'gpt-4o-mini']
const text = (id: string): string => clients.find((c) => c.id === id)?.blocks(base, key, model).map((b) => b.text).join('\n') ?? ''

describe('what clients are told', () => {
  it.each(clients.map((c) => [c.id]))('%s has the address, the key and the model', (id) => {
    for (const part of [encodeURIComponent(base), key, model]) expect([text(id), encodeURIComponent(text(id))].some((x) => x.includes(part))).toBe(true)
  })

  // Who appends /v1 alone is told the address without it.
  it.each([['claude', false], ['gemini', false], ['cherry', false], ['next', false], ['codex', true], ['lobe', true], ['python', true], ['typescript', true], ['go', true]])('%s: with /v1: %s', (id, with1) => {
    expect(text(id).includes(`${base}/v1`)).toBe(with1)
  })

  it('hands Cherry Studio the address and the key', () => {
    const link = new URL(clients.find((c) => c.id === 'cherry')?.link?.(base, key) ?? '')
    expect(link.protocol).toBe('cherrystudio:')
    expect(JSON.parse(atob(link.searchParams.get('data') ?? ''))).toMatchObject({ baseUrl: base, apiKey: key, type: 'openai' })
  })

  it('keeps the key of NextChat’s link in the fragment', () => {
    const url = new URL(clients.find((c) => c.id === 'next')?.blocks(base, key, model)[1]?.text ?? '', 'https://chat.example.com')
    expect(url.search).toBe('')
    expect(JSON.parse(decodeURIComponent(url.hash.split('settings=')[1] ?? ''))).toEqual({ key, url: base })
  })
})
