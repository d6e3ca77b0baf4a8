// The ai package by Vercel, with the providers that speak each dialect.

import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, jsonSchema, Output, streamText, tool } from 'ai';
import { url } from '../demo.mjs';

const openai = (apiKey) => createOpenAI({ baseURL: `${url}/v1`, apiKey });

// providers make the model, and say what options it needs and how it is asked to think.
//
// Unless told not to, the one for Responses gives earlier items back by their ids, which only works where they are stored:
// not at a provider of another dialect.
const providers = [
  {
    name: '@ai-sdk/openai', dialect: 'responses', showsThinking: true,
    model: (key, id) => openai(key)(id),
    options: { openai: { store: false } },
    think: { openai: { reasoningEffort: 'medium', reasoningSummary: 'auto', forceReasoning: true } },
  },
  {
    name: '@ai-sdk/openai chat', dialect: 'openai', showsThinking: false, // it does not read what other hosts call thinking
    model: (key, id) => openai(key).chat(id),
    think: { openai: { reasoningEffort: 'medium', forceReasoning: true } },
  },
  {
    name: '@ai-sdk/openai-compatible', dialect: 'openai', showsThinking: true,
    model: (apiKey, id) => createOpenAICompatible({
      name: 'gateway', baseURL: `${url}/v1`, apiKey, includeUsage: true, supportsStructuredOutputs: true,
    })(id),
    think: { gateway: { reasoningEffort: 'medium' } },
  },
  {
    name: '@ai-sdk/anthropic', dialect: 'anthropic', showsThinking: true,
    model: (apiKey, id) => createAnthropic({ baseURL: `${url}/v1`, apiKey })(id),
    think: { anthropic: { thinking: { type: 'enabled', budgetTokens: 1024 } } },
  },
  {
    name: '@ai-sdk/google', dialect: 'gemini', showsThinking: true,
    model: (apiKey, id) => createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey })(id),
    think: { google: { thinkingConfig: { includeThoughts: true, thinkingBudget: 1024 } } },
  },
];

export default providers.map((provider) => ({
  ...provider,

  async ask(q) {
    const request = {
      model: provider.model(q.key, q.model),
      system: q.turns.find((turn) => turn.system)?.system,
      messages: q.turns.filter((turn) => !turn.system).flatMap(messages),
      tools: q.tools && Object.fromEntries(q.tools.map((t) => [t.name, toolOf(t, q.run)])),
      toolChoice: q.choice?.name ? { type: 'tool', toolName: q.choice.name } : q.choice,
      stopWhen: q.stopWhen,
      output: q.schema && Output.object({ schema: jsonSchema(q.schema) }),
      maxOutputTokens: q.limit,
      providerOptions: merged(provider.options, q.think && provider.think),
      abortSignal: q.signal,
      maxRetries: 0,
    };
    if (!q.stream) return answer(await generateText(request), ['whole']);
    const pieces = [];
    const kinds = { 'text-delta': 'text', 'reasoning-delta': 'thinking', 'tool-call': 'call' };
    const stream = streamText({ ...request, onError() {} });
    for await (const part of stream.fullStream) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'abort') throw new DOMException('aborted', 'AbortError');
      if (kinds[part.type]) pieces.push(kinds[part.type]);
      q.onPiece?.(pieces.at(-1));
    }
    const keys = ['text', 'reasoningText', 'toolCalls', 'finishReason', 'usage', 'response', 'warnings', 'steps'];
    const values = await Promise.all(keys.map((key) => stream[key]));
    return answer(Object.fromEntries(keys.map((key, i) => [key, values[i]])), pieces);
  },

  refusal: (error) => ({ status: error.statusCode, message: error.message, typed: APICallError.isInstance(error) && Boolean(error.data) }),
}));

// merged joins provider options of one provider.
function merged(a, b) {
  const out = {};
  for (const options of [a, b]) {
    for (const [name, value] of Object.entries(options || {})) out[name] = { ...out[name], ...value };
  }
  return out;
}

function toolOf({ description, parameters }, execute) {
  return tool({ description, inputSchema: jsonSchema(parameters), execute });
}

function messages(turn) {
  if (turn.results) {
    return [{
      role: 'tool',
      content: turn.results.map(({ call, text }) => ({
        type: 'tool-result', toolCallId: call.id, toolName: call.name, output: { type: 'text', value: text },
      })),
    }];
  }
  if (turn.answer) return turn.answer.replay;
  if (!turn.image) return [{ role: 'user', content: turn.user }];
  return [{ role: 'user', content: [{ type: 'text', text: turn.user }, { type: 'image', image: turn.image }] }];
}

function answer(result, pieces) {
  return {
    text: result.text,
    thinking: result.reasoningText ?? '',
    calls: result.toolCalls.map((call) => ({ id: call.toolCallId, name: call.toolName, args: call.input })),
    finish: { 'tool-calls': 'tools' }[result.finishReason] ?? result.finishReason,
    usage: { in: result.usage.inputTokens, out: result.usage.outputTokens },
    pieces,
    replay: result.response.messages,
    steps: result.steps.length,
  };
}
