import { expect, it } from 'vitest'

import { readPaste } from './paste'

const providers = [
  { name: 'openai', label: 'OpenAI', base_url: 'https://api.openai.com/v1', dialect: 'openai' },
  { name: 'anthropic', label: 'Anthropic', base_url: 'https://api.anthropic.com', dialect: 'anthropic' },
]

it.each([
  [`curl https://api.openai.com/v1/chat/completions -H "Authorization: Bearer sk-abc" -d '{}'`, { provider: 'openai', key: 'sk-abc', base_url: undefined }],
  [`curl 'https://llm.example.org/v1/chat/completions' -H 'Authorization: Bearer k1'`, { provider: 'custom', key: 'k1', base_url: 'https://llm.example.org/v1' }],
  ['OPENAI_BASE_URL=http://10.0.0.8:8000/v1\nOPENAI_API_KEY="sk-x"', { provider: 'custom', key: 'sk-x', base_url: 'http://10.0.0.8:8000/v1' }],
  [`curl https://api.anthropic.com/v1/messages -H 'x-api-key: sk-ant-1'`, { provider: 'anthropic', key: 'sk-ant-1' }],
  ['export DEEPSEEK_API_KEY=sk-9', { key: 'sk-9' }],
])('%s', (text, want) => expect(readPaste(text, providers)).toMatchObject(want))

it('takes nothing else', () => expect(readPaste('my channel', providers)).toBeUndefined())
