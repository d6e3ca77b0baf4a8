// The official client of Anthropic.

import Anthropic from '@anthropic-ai/sdk';
import { timeout, url } from '../demo.mjs';

export default {
  name: '@anthropic-ai/sdk',
  dialect: 'anthropic',
  showsThinking: true,

  async ask(q) {
    const client = new Anthropic({ baseURL: url, apiKey: q.key, maxRetries: 0, timeout });
    const body = {
      model: q.model,
      system: q.turns.find((turn) => turn.system)?.system,
      messages: q.turns.filter((turn) => !turn.system).map(message),
      max_tokens: q.bad ? -5 : (q.limit ?? 4096),
      tools: q.tools?.map(({ name, description, parameters }) => ({ name, description, input_schema: parameters })),
      tool_choice: choice(q),
      output_config: q.schema && { format: { type: 'json_schema', schema: q.schema } },
      thinking: q.think ? { type: 'enabled', budget_tokens: 1024 } : undefined,
    };
    if (!q.stream) return answer(await client.messages.create(body, { signal: q.signal }), ['whole']);
    const stream = client.messages.stream(body, { signal: q.signal });
    const pieces = [];
    const kinds = { text_delta: 'text', thinking_delta: 'thinking', input_json_delta: 'call' };
    for await (const event of stream) {
      if (event.type === 'content_block_delta' && kinds[event.delta.type]) pieces.push(kinds[event.delta.type]);
      q.onPiece?.(pieces.at(-1));
    }
    return answer(await stream.finalMessage(), pieces);
  },

  refusal: (error) => ({ status: error.status, message: error.message, typed: error instanceof Anthropic.APIError && error.error?.type === 'error' }),
};

function choice(q) {
  const serial = q.parallel === false ? { disable_parallel_tool_use: true } : {};
  if (q.choice?.name) return { type: 'tool', name: q.choice.name, ...serial };
  if (q.choice) return { type: { required: 'any' }[q.choice] ?? q.choice, ...serial };
  return q.parallel === false ? { type: 'auto', ...serial } : undefined;
}

function message(turn) {
  if (turn.results) {
    return { role: 'user', content: turn.results.map((r) => ({ type: 'tool_result', tool_use_id: r.call.id, content: r.text })) };
  }
  if (turn.answer) return { role: 'assistant', content: turn.answer.replay };
  if (!turn.image) return { role: 'user', content: turn.user };
  const [, media_type, data] = /^data:(.*);base64,(.*)$/.exec(turn.image);
  return { role: 'user', content: [{ type: 'image', source: { type: 'base64', media_type, data } }, { type: 'text', text: turn.user }] };
}

function answer(body, pieces) {
  const of = (type) => body.content.filter((block) => block.type === type);
  return {
    text: of('text').map((block) => block.text).join(''),
    thinking: of('thinking').map((block) => block.thinking).join(''),
    calls: of('tool_use').map((block) => ({ id: block.id, name: block.name, args: block.input })),
    finish: { end_turn: 'stop', tool_use: 'tools', max_tokens: 'length' }[body.stop_reason] ?? body.stop_reason,
    usage: { in: body.usage.input_tokens, out: body.usage.output_tokens },
    pieces,
    replay: body.content,
  };
}
