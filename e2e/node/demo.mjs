// What every test needs: the running demo, the models it serves, clients for it, and tokens with other rights than the
// demo's own.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import OpenAI from 'openai';

export const url = required('BURNCLOUD_URL').replace(/\/$/, '');
const adminToken = required('BURNCLOUD_ADMIN_TOKEN');

// Long enough for a busy machine, short enough to see a hang.
export const timeout = 30_000;

// The models that every client is tried with. A row of the table has
//   id
//   upstream  the dialect of the provider behind it
//   thinks    when it shows its reasoning: "always", when "asked", or not: since it does not think ("never") or keeps it
//             to itself ("hidden")
//   images    it takes pictures
//   forces    it can be made to call a tool
export const models = JSON.parse(readFileSync(new URL('../models.json', import.meta.url), 'utf8'));

export const question = [{ role: 'user', content: 'Say something about rivers, in three sentences.' }];

export const weatherTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

export function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start these tests with e2e/run.sh`);
  return value;
}

// client never retries, so that a test sees the first answer.
export function client(apiKey = required('BURNCLOUD_TOKEN')) {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0, timeout });
}

// withToken makes a token through the control plane, hands its key to use, and deletes it again.
export async function withToken(fields, use) {
  const { id, key } = await admin('POST', '/api/tokens', { name: 'e2e', unlimited: true, ...fields });
  assert.match(key, /^sk-/);
  try {
    await use(key);
  } finally {
    await admin('DELETE', `/api/tokens/${id}`);
  }
}

async function admin(method, path, body) {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

// collect reads a stream to its end.
export async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

// checkUsage holds for every answer that reports tokens.
export function checkUsage(usage) {
  assert.ok(usage, 'usage is missing');
  assert.ok(usage.prompt_tokens > 0, `prompt_tokens ${usage.prompt_tokens}`);
  assert.equal(usage.total_tokens, usage.prompt_tokens + (usage.completion_tokens ?? 0));
}
