// The endpoints beside chat.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkUsage, client, collect, question, timeout, withToken } from './demo.mjs';

const instruct = 'gpt-3.5-turbo-instruct';
const embedding = 'text-embedding-3-small';

test('a completion, plain and streamed', { timeout }, async () => {
  const answer = await client().completions.create({ model: instruct, prompt: 'Once upon a time' });
  assert.equal(answer.object, 'text_completion');
  assert.ok(answer.choices[0].text.length > 0);
  checkUsage(answer.usage);

  const chunks = await collect(await client().completions.create({ model: instruct, prompt: 'Once upon a time', stream: true }));
  assert.ok(chunks.map((chunk) => chunk.choices[0]?.text ?? '').join('').length > 0);
});

// Without encoding_format the client asks for base64 and decodes it; with it, it takes the numbers as they are.
for (const encoding_format of [undefined, 'float']) {
  test(`embeddings, encoding ${encoding_format ?? 'left to the client'}`, { timeout }, async () => {
    const answer = await client().embeddings.create({ model: embedding, input: ['river', 'bridge'], encoding_format });
    assert.deepEqual(answer.data.map((item) => item.index), [0, 1]);
    for (const item of answer.data) {
      assert.ok(item.embedding.length > 0);
      assert.ok(item.embedding.every(Number.isFinite));
    }
    assert.equal(answer.data[0].embedding.length, answer.data[1].embedding.length);
    checkUsage(answer.usage);
  });
}

test('models: the list, one of them, and only those a token may use', { timeout }, async () => {
  const ids = await modelIDs(client());
  for (const id of ['gpt-4o-mini', 'deepseek-chat', 'deepseek-reasoner', 'qwen-plus', embedding, instruct]) {
    assert.ok(ids.includes(id), `${id} is not in ${ids}`);
  }
  const model = await client().models.retrieve('deepseek-chat');
  assert.equal(model.id, 'deepseek-chat');
  assert.equal(model.object, 'model');

  await withToken({ models: ['qwen-plus'] }, async (key) => {
    assert.deepEqual(await modelIDs(client(key)), ['qwen-plus']);
  });
});

test('every answer names its request', { timeout }, async () => {
  const { response } = await client().chat.completions.create({ model: 'gpt-4o-mini', messages: question }).withResponse();
  assert.ok(response.headers.get('x-request-id'));
});

async function modelIDs(openai) {
  const ids = [];
  for await (const model of openai.models.list()) ids.push(model.id);
  return ids;
}
