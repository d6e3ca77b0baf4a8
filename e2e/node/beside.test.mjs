// What the clients of Anthropic and Google ask beside answers: how long a prompt is, and which models there are.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { collect, models, required, timeout, url } from './demo.mjs';

const key = required('BURNCLOUD_TOKEN');
const anthropic = new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0, timeout });
const google = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: url, timeout } });
const text = 'Say something about rivers, in three sentences.';

// counts are the ways to ask, each for a prompt that is the text n times over.
const counts = {
  '@anthropic-ai/sdk': async (model, n) =>
    (await anthropic.messages.countTokens({ model, messages: [{ role: 'user', content: text.repeat(n) }] })).input_tokens,
  '@google/genai': async (model, n) => (await google.models.countTokens({ model, contents: text.repeat(n) })).totalTokens,
};

for (const [name, count] of Object.entries(counts)) {
  describe(`${name} counts tokens`, { concurrency: 4 }, () => {
    for (const { id } of models) {
      test(id, { timeout }, async () => {
        const [once, often] = [await count(id, 1), await count(id, 20)];
        assert.ok(once > 0 && often > 10 * once, `${once} and ${often}`);
      });
    }
  });
}

// lists are the ways to list models.
const lists = {
  '@anthropic-ai/sdk': async () => (await collect(anthropic.models.list())).map((model) => model.id),
  '@google/genai': async () => (await collect(await google.models.list())).map((model) => model.name.replace(/^models\//, '')),
};

for (const [name, list] of Object.entries(lists)) {
  test(`${name} lists the models`, { timeout }, async () => {
    const ids = await list();
    assert.deepEqual(models.map((model) => model.id).filter((id) => !ids.includes(id)), []);
  });
}

test('one model, by each client', { timeout }, async () => {
  const { id } = models[0];
  assert.equal((await anthropic.models.retrieve(id)).id, id);
  assert.equal((await google.models.get({ model: id })).name, `models/${id}`);
});
