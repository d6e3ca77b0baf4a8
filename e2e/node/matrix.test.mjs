// Every client with every model: what a program may ask for must cross from any dialect to any other.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { stepCountIs } from 'ai';
import { clients } from './clients/all.mjs';
import { client, models, required, timeout } from './demo.mjs';

const user = 'Tell me of the Größe of rivers: 100 € or "more"?';
const inOrder = 'answers in good order.'; // how simulated answers end

const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
const weather = { name: 'get_weather', description: 'The weather of a city.', parameters: city };
const clock = { name: 'get_time', description: 'The time of day in a city.', parameters: city };
const schema = { type: 'object', properties: { reply: { type: 'string' } }, required: ['reply'], additionalProperties: false };
const image = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

// both runs a feature for whole answers and for streams.
const both = [false, true];

// features are the rows of the table. run gets ask, which fills in key, model and stream. when says which clients and
// models it is for.
const features = [
  {
    name: 'text',
    async run({ ask, stream }) {
      const answer = await ask({ turns: [{ system: 'Be brief.' }, { user }] });
      assert.ok(answer.text.startsWith('Simulated ') && answer.text.endsWith(inOrder), answer.text);
      assert.ok(answer.text.includes('Größe of rivers: 100 €'), answer.text);
      assert.equal(answer.finish, 'stop');
      assert.deepEqual(answer.calls, []);
      assert.ok(answer.usage.in > 0 && answer.usage.out > 0, JSON.stringify(answer.usage));
      if (stream) assert.ok(answer.pieces.length > 2, `a stream of ${answer.pieces.length} pieces`);
    },
  },
  {
    name: 'a second turn',
    async run({ ask }) {
      const first = await ask({ turns: [{ user }] });
      const answer = await ask({ turns: [{ user }, { answer: first }, { user: 'And of the sea?' }] });
      assert.ok(answer.text.includes('And of the sea?'), answer.text);
    },
  },
  {
    name: 'a tool that is forced',
    when: (_, { forces }) => forces,
    async run({ ask }) {
      const answer = await ask({ turns: [{ user }], tools: [clock, weather], choice: { name: 'get_weather' } });
      checkCalls(answer, ['get_weather']);
    },
  },
  {
    name: 'a tool that is required',
    when: (_, { forces }) => forces,
    async run({ ask }) {
      checkCalls(await ask({ turns: [{ user }], tools: [weather], choice: 'required' }), ['get_weather']);
    },
  },
  {
    name: 'tools that are forbidden',
    async run({ ask }) {
      const answer = await ask({ turns: [{ user: 'Use get_weather.' }], tools: [weather], choice: 'none' });
      assert.deepEqual(answer.calls, []);
      assert.ok(answer.text.endsWith(inOrder), answer.text);
    },
  },
  {
    name: 'two calls and their results',
    async run({ ask }) {
      const turns = [{ user: 'Use get_weather and get_time.' }];
      const asked = await ask({ turns, tools: [weather, clock] });
      checkCalls(asked, ['get_weather', 'get_time']);
      const results = asked.calls.map((call, i) => ({ call, text: `result ${i + 1}: 21 °C` }));
      const answer = await ask({ turns: [...turns, { answer: asked }, { results }], tools: [weather, clock] });
      assert.deepEqual(answer.calls, []);
      assert.equal(answer.finish, 'stop');
      assert.ok(answer.text.includes('21 °C'), answer.text);
    },
  },
  {
    name: "the client's own loop",
    when: ({ name }) => name.startsWith('@ai-sdk'),
    async run({ ask }) {
      const asked = [];
      const run = ({ city }) => asked.push(city) && '21 °C';
      const answer = await ask({ turns: [{ user: 'Use get_weather.' }], tools: [weather], run, stopWhen: stepCountIs(3) });
      assert.deepEqual(asked, ['sim']);
      assert.equal(answer.steps, 2);
      assert.ok(answer.text.includes('21 °C'), answer.text);
    },
  },
  {
    name: 'one call at a time',
    // Gemini has no word for it, and the ai package none that is common to its providers.
    when: ({ dialect, name }, { upstream }) => dialect !== 'gemini' && upstream !== 'gemini' && !name.startsWith('@ai-sdk'),
    async run({ ask }) {
      const answer = await ask({ turns: [{ user: 'Use get_weather and get_time.' }], tools: [weather, clock], parallel: false });
      checkCalls(answer, ['get_weather']);
    },
  },
  {
    name: 'thinking',
    when: ({ showsThinking }, { thinks }) => showsThinking && ['asked', 'always'].includes(thinks),
    async run({ ask, stream }) {
      const answer = await ask({ turns: [{ user }], think: true });
      assert.ok(answer.thinking.length > 0, 'no thinking');
      assert.ok(answer.text.endsWith(inOrder), answer.text);
      if (!stream) return;
      assert.ok(answer.pieces.includes('thinking'), answer.pieces.join());
      assert.ok(answer.pieces.lastIndexOf('thinking') < answer.pieces.indexOf('text'), answer.pieces.join());
    },
  },
  {
    name: 'a call after thinking',
    when: ({ showsThinking }, { thinks }) => showsThinking && ['asked', 'always'].includes(thinks),
    async run({ ask }) {
      const turns = [{ user: 'Use get_weather.' }];
      const asked = await ask({ turns, tools: [weather], think: true });
      checkCalls(asked, ['get_weather']);
      assert.ok(asked.thinking.length > 0, 'no thinking');
      const results = [{ call: asked.calls[0], text: '21 °C' }];
      const answer = await ask({ turns: [...turns, { answer: asked }, { results }], tools: [weather], think: true });
      assert.ok(answer.text.includes('21 °C'), answer.text);
    },
  },
  {
    name: 'an answer of a given shape',
    when: ({ name }, { forces }) => forces || name !== '@ai-sdk/anthropic', // which forces a tool for it
    async run({ ask }) {
      const answer = await ask({ turns: [{ user }], schema });
      const value = JSON.parse(answer.text);
      assert.deepEqual(Object.keys(value), ['reply']);
      assert.equal(typeof value.reply, 'string');
      assert.equal(answer.finish, 'stop', 'a stand-in for the shape is not the program\'s tool');
    },
  },
  {
    name: 'an answer that is cut',
    when: (_, { thinks }) => !['always', 'hidden'].includes(thinks), // these would spend it all on thoughts
    async run({ ask }) {
      const answer = await ask({ turns: [{ user }], limit: 16 });
      assert.equal(answer.finish, 'length');
      assert.ok(answer.text.startsWith('Simulated') && !answer.text.endsWith(inOrder), answer.text);
    },
  },
  {
    name: 'a picture',
    when: (_, model) => model.images,
    async run({ ask }) {
      const answer = await ask({ turns: [{ user: 'What is this?', image }] });
      assert.ok(answer.text.includes('What is this?'), answer.text);
    },
  },
  {
    name: 'a stream that is given up',
    streams: [true],
    async run({ ask }) {
      const abort = new AbortController();
      let given;
      const asked = ask({
        turns: [{ user }],
        signal: abort.signal,
        onPiece(kind) {
          if (!kind || given) return;
          given = Date.now();
          abort.abort();
        },
      });
      await asked.catch(() => {}); // some clients throw, some just stop
      assert.ok(given, 'nothing came before the end');
      assert.ok(Date.now() - given < 2000, 'the stream went on after it was given up');
      assert.ok((await ask({ turns: [{ user }] })).text.endsWith(inOrder), 'the call after it');
    },
  },
  {
    name: 'a parameter that is wrong',
    when: ({ name }) => !name.startsWith('@ai-sdk'), // the ai package refuses, corrects or leaves out what is wrong
    async run({ ask, refused }) {
      const { message } = await refused(ask({ turns: [{ user }], bad: true }), 400);
      assert.match(message, /token/i);
    },
  },
];

// refusals do not depend on the model.
const refusals = [
  { name: 'an unknown key', with: { key: 'sk-nobody' }, status: 401 },
  { name: 'an unknown model', with: { model: 'no-such-model' }, status: 404, says: /no-such-model/ },
];

const served = new Set();

before(async () => {
  for await (const model of client().models.list()) served.add(model.id);
});

test('the demo serves every model of the table', () => {
  assert.deepEqual(models.map((model) => model.id).filter((id) => !served.has(id)), []);
});

for (const cl of clients) {
  describe(cl.name, { concurrency: 16 }, () => {
    for (const model of models) {
      for (const feature of features) {
        if (feature.when && !feature.when(cl, model)) continue;
        for (const stream of feature.streams ?? both) {
          test(`${model.id}: ${feature.name}, ${stream ? 'streamed' : 'whole'}`, { timeout }, async (t) => {
            if (!served.has(model.id)) return t.skip('the demo does not serve it');
            return feature.run(context(cl, model.id, stream));
          });
        }
      }
    }
    for (const row of refusals) {
      for (const stream of both) {
        test(`${row.name}, ${stream ? 'streamed' : 'whole'}`, { timeout }, async () => {
          const { ask, refused } = context(cl, models[0].id, stream);
          const { message } = await refused(ask({ turns: [{ user }], ...row.with }), row.status);
          if (row.says) assert.match(message, row.says);
        });
      }
    }
  });
}

function context(cl, model, stream) {
  return {
    stream,
    ask: (question) => cl.ask({ key: required('BURNCLOUD_TOKEN'), model, stream, ...question }),
    // refused waits for the client's own error.
    async refused(promise, status) {
      const error = await promise.then(() => assert.fail(`answered, want ${status}`), (e) => e);
      if (error instanceof assert.AssertionError) throw error;
      const refusal = cl.refusal(error);
      assert.equal(refusal.status, status, `${error.name}: ${error.message}`);
      assert.ok(refusal.message.length > 0, 'an error has a message');
      assert.ok(refusal.typed, `${error.name} lacks what the client expects of an error: ${error.message}`);
      return refusal;
    },
  };
}

function checkCalls(answer, names) {
  assert.deepEqual(answer.calls.map((call) => call.name), names);
  for (const call of answer.calls) assert.deepEqual(call.args, { city: 'sim' });
  assert.equal(answer.finish, 'tools');
  const ids = answer.calls.map((call) => call.id);
  if (answer.idless && ids.every((id) => id === undefined)) return;
  assert.ok(ids.every((id) => id?.length > 0), 'a call has an id');
  assert.equal(new Set(ids).size, ids.length, 'ids are distinct');
}
