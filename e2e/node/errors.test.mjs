// Refusals arrive as the client's own error types, plain and for streams alike.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { client, question, timeout, withToken } from './demo.mjs';

for (const stream of [false, true]) {
  const kind = stream ? 'streamed' : 'plain';
  const ask = (openai, model) => openai.chat.completions.create({ model, messages: question, stream });

  test(`${kind}: an unknown key`, { timeout }, async () => {
    const error = await refused(ask(client('sk-nobody'), 'gpt-4o-mini'), OpenAI.AuthenticationError, 401);
    assert.equal(error.code, 'invalid_api_key');
  });

  test(`${kind}: an unknown model`, { timeout }, async () => {
    const error = await refused(ask(client(), 'no-such-model'), OpenAI.NotFoundError, 404);
    assert.equal(error.code, 'model_not_found');
    assert.match(error.message, /no-such-model/);
  });

  test(`${kind}: a model the token may not use`, { timeout }, async () => {
    await withToken({ models: ['qwen-plus'] }, async (key) => {
      const answer = await client(key).chat.completions.create({ model: 'qwen-plus', messages: question });
      assert.ok(answer.choices[0].message.content.length > 0);
      await refused(ask(client(key), 'gpt-4o-mini'), OpenAI.PermissionDeniedError, 403);
    });
  });

  test(`${kind}: a disabled token`, { timeout }, async () => {
    await withToken({ enabled: false }, async (key) => {
      await refused(ask(client(key), 'gpt-4o-mini'), OpenAI.AuthenticationError, 401);
    });
  });
}

test('a model that is not there cannot be retrieved', { timeout }, async () => {
  await refused(client().models.retrieve('no-such-model'), OpenAI.NotFoundError, 404);
});

// refused waits for the error and checks what all of them share.
async function refused(promise, type, status) {
  let error;
  await promise.then(
    () => assert.fail(`answered, want ${status}`),
    (e) => { error = e; },
  );
  assert.ok(error instanceof type, `${error?.constructor?.name}: ${error?.message}`);
  assert.equal(error.status, status);
  assert.ok(error.message.length > 0);
  assert.ok(error.type?.length > 0, 'an error has a type');
  assert.ok(error.requestID, 'an error names its request');
  return error;
}
