// Chat completions as programs use them: plain, streamed, with tools, with thinking, and given up half way.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkUsage, client, collect, question, timeout, weatherTool } from './demo.mjs';

// These providers put usage on the last chunk unasked, and an answer is relayed as it came.
const alwaysUsage = new Set(['deepseek-chat']);

for (const model of ['gpt-4o-mini', 'deepseek-chat', 'qwen-plus']) {
  test(`${model}: a plain answer`, { timeout }, async () => {
    const answer = await client().chat.completions.create({ model, messages: question });
    assert.equal(answer.object, 'chat.completion');
    assert.equal(answer.choices.length, 1);
    assert.equal(answer.choices[0].message.role, 'assistant');
    assert.ok(answer.choices[0].message.content.length > 0);
    assert.equal(answer.choices[0].finish_reason, 'stop');
    checkUsage(answer.usage);
    assert.ok(answer.usage.completion_tokens > 0);
  });

  test(`${model}: a streamed answer without usage`, { timeout }, async () => {
    const chunks = await collect(await client().chat.completions.create({ model, messages: question, stream: true }));
    assert.ok(contentOf(chunks).length > 0);
    checkStream(chunks);
    for (const chunk of chunks) {
      assert.equal(chunk.choices.length, 1, 'a usage chunk nobody asked for');
      if (!alwaysUsage.has(model)) assert.equal(chunk.usage ?? null, null, 'usage nobody asked for');
    }
  });

  test(`${model}: a streamed answer with usage`, { timeout }, async () => {
    const chunks = await collect(
      await client().chat.completions.create({
        model, messages: question, stream: true, stream_options: { include_usage: true },
      }),
    );
    checkStream(chunks.filter((chunk) => chunk.choices.length > 0));
    const withUsage = chunks.filter((chunk) => chunk.usage);
    assert.equal(withUsage.length, 1, 'usage comes once');
    assert.equal(withUsage[0], chunks.at(-1), 'usage comes last');
    checkUsage(withUsage[0].usage);
  });
}

test("the client's own accumulator agrees with the chunks", { timeout }, async () => {
  const stream = client().chat.completions.stream({ model: 'gpt-4o-mini', messages: question });
  const pieces = [];
  stream.on('content', (delta) => pieces.push(delta));
  const answer = await stream.finalChatCompletion();
  assert.ok(pieces.length > 1, 'a stream of one piece is no stream');
  assert.equal(answer.choices[0].message.content, pieces.join(''));
});

test('a tool call, plain', { timeout }, async () => {
  const answer = await client().chat.completions.create({ ...toolRequest('gpt-4o-mini') });
  const [call] = answer.choices[0].message.tool_calls;
  assert.ok(call.id.length > 0);
  assert.equal(call.function.name, 'get_weather');
  assert.equal(typeof JSON.parse(call.function.arguments), 'object');
});

for (const model of ['gpt-4o-mini', 'deepseek-chat', 'qwen-plus']) {
  test(`${model}: a tool call, streamed`, { timeout }, async () => {
    const chunks = await collect(await client().chat.completions.create({ ...toolRequest(model), stream: true }));
    const deltas = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    const first = deltas[0];
    assert.ok(first, 'no tool call in the stream');
    assert.ok(first.id.length > 0, 'the first piece carries the id');
    assert.equal(first.function.name, 'get_weather');
    const args = deltas.filter((d) => d.index === first.index).map((d) => d.function?.arguments ?? '').join('');
    assert.equal(typeof JSON.parse(args), 'object');
    assert.ok(chunks.some((chunk) => ['tool_calls', 'stop'].includes(chunk.choices[0]?.finish_reason)));
  });
}

test('an answer that follows a tool result', { timeout }, async () => {
  const request = toolRequest('gpt-4o-mini');
  const asked = (await client().chat.completions.create(request)).choices[0].message;
  const answer = await client().chat.completions.create({
    model: request.model,
    tools: request.tools,
    tool_choice: 'none',
    messages: [
      ...request.messages,
      asked,
      { role: 'tool', tool_call_id: asked.tool_calls[0].id, content: '{"celsius": 21}' },
    ],
  });
  assert.ok(answer.choices[0].message.content.length > 0);
});

test('thinking comes before the answer', { timeout }, async () => {
  const model = 'deepseek-reasoner';
  const answer = await client().chat.completions.create({ model, messages: question });
  assert.ok(answer.choices[0].message.reasoning_content.length > 0);
  assert.ok(answer.choices[0].message.content.length > 0);

  const chunks = await collect(await client().chat.completions.create({ model, messages: question, stream: true }));
  const thought = chunks.findLastIndex((chunk) => chunk.choices[0]?.delta.reasoning_content);
  const said = chunks.findIndex((chunk) => chunk.choices[0]?.delta.content);
  assert.ok(thought >= 0, 'no thinking in the stream');
  assert.ok(said > thought, `content at ${said}, thinking until ${thought}`);
});

test('a stream given up half way ends at once and harms nobody', { timeout }, async () => {
  const stream = await client().chat.completions.create({ model: 'gpt-4o-mini', messages: question, stream: true });
  let after = 0;
  let given;
  for await (const chunk of stream) {
    if (given) after++;
    if (!given && chunk.choices[0]?.delta.content) {
      stream.controller.abort();
      given = Date.now();
    }
  }
  assert.ok(given, 'no content before the end');
  assert.ok(Date.now() - given < 2000, 'the stream went on after it was given up');
  assert.ok(after <= 1, `${after} chunks after giving up`);

  const next = await client().chat.completions.create({ model: 'gpt-4o-mini', messages: question });
  assert.ok(next.choices[0].message.content.length > 0);
});

function toolRequest(model) {
  return {
    model,
    messages: [{ role: 'user', content: 'What is the weather in Lisbon?' }],
    tools: [weatherTool],
    tool_choice: { type: 'function', function: { name: 'get_weather' } },
  };
}

function contentOf(chunks) {
  return chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
}

// checkStream holds for every stream of one answer: one id, a role first, one finish reason last.
function checkStream(chunks) {
  assert.ok(chunks.length > 2, `${chunks.length} chunks`);
  assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1, 'one answer, one id');
  for (const chunk of chunks) assert.equal(chunk.object, 'chat.completion.chunk');
  assert.equal(chunks[0].choices[0].delta.role, 'assistant');
  const reasons = chunks.map((chunk) => chunk.choices[0].finish_reason).filter(Boolean);
  assert.deepEqual(reasons, ['stop']);
}
