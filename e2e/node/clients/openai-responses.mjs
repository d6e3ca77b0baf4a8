// The official client of OpenAI, by the Responses API.

import OpenAI from 'openai';
import { timeout, url } from '../demo.mjs';

export default {
  name: 'openai responses',
  dialect: 'responses',
  showsThinking: true,

  async ask(q) {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: q.key, maxRetries: 0, timeout });
    const body = {
      model: q.model,
      instructions: q.turns.find((turn) => turn.system)?.system,
      input: q.turns.flatMap(items),
      tools: q.tools?.map((tool) => ({ type: 'function', strict: false, ...tool })),
      tool_choice: q.choice?.name ? { type: 'function', name: q.choice.name } : q.choice,
      parallel_tool_calls: q.parallel,
      text: q.schema && { format: { type: 'json_schema', name: 'answer', strict: true, schema: q.schema } },
      max_output_tokens: q.bad ? -5 : q.limit,
      reasoning: q.think ? { effort: 'medium', summary: 'auto' } : undefined,
      include: q.think ? ['reasoning.encrypted_content'] : undefined,
    };
    if (!q.stream) return answer(await client.responses.create(body, { signal: q.signal }), ['whole']);
    const stream = client.responses.stream(body, { signal: q.signal });
    const pieces = [];
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta') pieces.push('text');
      if (event.type === 'response.function_call_arguments.delta') pieces.push('call');
      if (/^response\.reasoning(_summary)?_text\.delta$/.test(event.type)) pieces.push('thinking');
      q.onPiece?.(pieces.at(-1));
    }
    return answer(await stream.finalResponse(), pieces);
  },

  refusal: (error) => ({ status: error.status, message: error.message, typed: error instanceof OpenAI.APIError && Boolean(error.type) }),
};

function items(turn) {
  if (turn.system) return [];
  if (turn.results) return turn.results.map((r) => ({ type: 'function_call_output', call_id: r.call.id, output: r.text }));
  if (turn.answer) return turn.answer.replay;
  if (!turn.image) return [{ role: 'user', content: turn.user }];
  return [{ role: 'user', content: [{ type: 'input_text', text: turn.user }, { type: 'input_image', image_url: turn.image, detail: 'auto' }] }];
}

function answer(body, pieces) {
  const of = (type) => body.output.filter((item) => item.type === type);
  const calls = of('function_call');
  let finish = calls.length > 0 ? 'tools' : 'stop';
  if (body.status === 'incomplete') finish = { max_output_tokens: 'length' }[body.incomplete_details.reason];
  return {
    text: of('message').flatMap((item) => item.content).map((part) => part.text).join(''),
    thinking: of('reasoning').flatMap((item) => [...item.summary, ...(item.content ?? [])]).map((part) => part.text).join(''),
    calls: calls.map((item) => ({ id: item.call_id, name: item.name, args: JSON.parse(item.arguments) })),
    finish,
    usage: { in: body.usage?.input_tokens, out: body.usage?.output_tokens },
    pieces,
    replay: body.output,
  };
}
