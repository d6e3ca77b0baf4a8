// LangChain's ChatOpenAI.

import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { timeout, url } from '../demo.mjs';

export default {
  name: '@langchain/openai',
  dialect: 'openai',
  showsThinking: false, // it asks for it and leaves it out

  async ask(q) {
    const model = new ChatOpenAI({
      model: q.model, apiKey: q.key, maxRetries: 0, timeout, maxTokens: q.bad ? -5 : q.limit, streamUsage: true,
      useResponsesApi: false, configuration: { baseURL: `${url}/v1` }, reasoning: q.think ? { effort: 'medium' } : undefined,
    });
    const options = {
      signal: q.signal,
      tools: q.tools?.map((tool) => ({ type: 'function', function: tool })),
      tool_choice: q.choice?.name ? { type: 'function', function: { name: q.choice.name } } : q.choice,
      parallel_tool_calls: q.parallel,
      response_format: q.schema && { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: q.schema } },
    };
    const input = q.turns.flatMap(messages);
    if (!q.stream) return answer(await model.invoke(input, options), ['whole']);
    const pieces = [];
    let whole;
    for await (const chunk of await model.stream(input, options)) {
      whole = whole ? whole.concat(chunk) : chunk;
      if (chunk.content) pieces.push('text');
      if (chunk.tool_call_chunks?.length > 0) pieces.push('call');
      q.onPiece?.(pieces.at(-1));
    }
    return answer(whole, pieces);
  },

  refusal: (error) => ({ status: error.status, message: error.message, typed: Boolean(error.type) }),
};

function messages(turn) {
  if (turn.system) return [new SystemMessage(turn.system)];
  if (turn.results) return turn.results.map(({ call, text }) => new ToolMessage({ tool_call_id: call.id, content: text }));
  if (turn.answer) return [new AIMessage(turn.answer.replay)];
  if (!turn.image) return [new HumanMessage(turn.user)];
  return [new HumanMessage({ content: [{ type: 'text', text: turn.user }, { type: 'image_url', image_url: { url: turn.image } }] })];
}

function answer(message, pieces) {
  const finish = message.response_metadata.finish_reason;
  return {
    text: message.content,
    thinking: '',
    calls: message.tool_calls.map(({ id, name, args }) => ({ id, name, args })),
    finish: { tool_calls: 'tools' }[finish] ?? finish,
    usage: { in: message.usage_metadata?.input_tokens, out: message.usage_metadata?.output_tokens },
    pieces,
    replay: { content: message.content, tool_calls: message.tool_calls },
  };
}
