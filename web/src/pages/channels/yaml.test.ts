import { expect, it } from 'vitest'

import type { Channel } from '../../api/types'
import { yamlOf } from './yaml'

it('a channel is written for apply, without what is secret or empty', () => {
  const c = {
    name: 'eu $1: main', provider: 'openai', base_url: '', models: ['a', 'b'], model_mapping: {}, groups: ['default'], priority: 0, weight: 0, enabled: true, tags: [],
    options: { region: '', headers: { 'X-Plain': '1', Authorization: '…a902' }, timeouts: { connect: '', total: '10m' } }, limits: { rpm: 60, tpm: 0, concurrency: 0 },
    keys: [{ id: 'key_1', key_hint: '…1', status: 'enabled', reason: '' }, { id: 'key_2', key_hint: '…2', status: 'enabled', reason: '' }],
  } as unknown as Channel
  expect(yamlOf(c)).toBe(`channels:
  - name: "eu $$1: main"
    provider: "openai"
    models: ["a","b"]
    groups: ["default"]
    weight: 0
    enabled: true
    options: {"headers":{"X-Plain":"1"},"timeouts":{"total":"10m"}}
    limits: {"rpm":60}
    keys: ["\${EU_1_MAIN_KEY}", "\${EU_1_MAIN_KEY_2}"]
`)
})
