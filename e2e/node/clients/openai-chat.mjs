// The official client of OpenAI, by chat completions.

import OpenAI from 'openai';
import { timeout, url } from '../demo.mjs';

export default {
  name: 'openai chat',
  dialect: 'openai',
  showsThinking: true,

  async ask(q) {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: q.key, maxRetries: 0, timeout });
    const body = {
      model: q.model,
      messages: q.turns.flatMap(messages),
      tools: q.tools?.map((tool) => ({ type: 'function', function: tool })),
      tool_choice: q.choice?.name ? { type: 'function', function: { name: q.choice.name } } : q.choice,
      parallel_tool_calls: q.parallel,
      response_format: q.schema && { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: q.schema } },
      max_completion_tokens: q.bad ? -5 : q.limit,
      reasoning_effort: q.think ? 'medium' : undefined,
    };
    if (!q.stream) return answer(await client.chat.completions.create(body, { signal: q.signal }), ['whole']);
    const stream = client.chat.completions.stream({ ...body, stream_options: { include_usage: true } }, { signal: q.signal });
    const pieces = [];
    let thinking = '';
    for await (const chunk of stream) {
      const delta = chunk.choices[0]?.delta ?? {};
      const thought = delta.reasoning_content ?? delta.reasoning;
      if (thought) pieces.push('thinking');
      if (delta.content) pieces.push('text');
      if (delta.tool_calls) pieces.push('call');
      thinking += thought ?? '';
      q.onPiece?.(pieces.at(-1));
    }
    const whole = await stream.finalChatCompletion();
    const got = answer(whole, pieces);
    return { ...got, thinking, replay: { ...got.replay, reasoning_content: thinking || undefined } };
  },

  refusal: (error) => ({ status: error.status, message: error.message, typed: error instanceof OpenAI.APIError && Boolean(error.type) }),
};

function messages(turn) {
  if (turn.system) return [{ role: 'system', content: turn.system }];
  if (turn.results) return turn.results.map((r) => ({ role: 'tool', tool_call_id: r.call.id, content: r.text }));
  if (turn.answer) return [turn.answer.replay];
  if (!turn.image) return [{ role: 'user', content: turn.user }];
  return [{ role: 'user', content: [{ type: 'text', text: turn.user }, { type: 'image_url', image_url: { url: turn.image } }] }];
}

function answer(body, pieces) {
  const [{ message, finish_reason }] = body.choices;
  return {
    text: message.content ?? '',
    thinking: message.reasoning_content ?? '',
    calls: (message.tool_calls ?? []).map((call) => ({ id: call.id, name: call.function.name, args: JSON.parse(call.function.arguments) })),
    finish: { tool_calls: 'tools' }[finish_reason] ?? finish_reason,
    usage: { in: body.usage?.prompt_tokens, out: body.usage?.completion_tokens },
    pieces,
    replay: message,
  };
}
