// The official client of Google's Gemini API.

import { ApiError, FunctionCallingConfigMode, GoogleGenAI } from '@google/genai';
import { timeout, url } from '../demo.mjs';

export default {
  name: '@google/genai',
  dialect: 'gemini',
  showsThinking: true,

  async ask(q) {
    const client = new GoogleGenAI({ apiKey: q.key, httpOptions: { baseUrl: url, timeout } });
    const request = {
      model: q.model,
      contents: q.turns.filter((turn) => !turn.system).map(content),
      config: {
        systemInstruction: q.turns.find((turn) => turn.system)?.system,
        tools: q.tools && [
          { functionDeclarations: q.tools.map(({ parameters, ...tool }) => ({ ...tool, parametersJsonSchema: parameters })) },
        ],
        toolConfig: toolConfig(q.choice),
        responseMimeType: q.schema && 'application/json',
        responseJsonSchema: q.schema,
        maxOutputTokens: q.bad ? -5 : q.limit,
        thinkingConfig: q.think ? { includeThoughts: true, thinkingBudget: 1024 } : undefined,
        abortSignal: q.signal,
      },
    };
    if (!q.stream) return answer([await client.models.generateContent(request)], ['whole']);
    const chunks = [];
    const pieces = [];
    for await (const chunk of await client.models.generateContentStream(request)) {
      chunks.push(chunk);
      for (const part of chunk.candidates?.[0]?.content?.parts ?? []) {
        if (part.text) pieces.push(part.thought ? 'thinking' : 'text');
        if (part.functionCall) pieces.push('call');
      }
      q.onPiece?.(pieces.at(-1));
    }
    return answer(chunks, pieces);
  },

  refusal(error) {
    const { error: body } = JSON.parse(error.message);
    return { status: error.status, message: body.message, typed: error instanceof ApiError && body.code === error.status && Boolean(body.status) };
  },
};

function toolConfig(choice) {
  if (!choice || choice === 'auto') return undefined;
  const functionCallingConfig = choice.name
    ? { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: [choice.name] }
    : { mode: { required: FunctionCallingConfigMode.ANY, none: FunctionCallingConfigMode.NONE }[choice] };
  return { functionCallingConfig };
}

function content(turn) {
  if (turn.results) {
    return {
      role: 'user',
      parts: turn.results.map(({ call, text }) => ({ functionResponse: { id: call.id, name: call.name, response: { output: text } } })),
    };
  }
  if (turn.answer) return { role: 'model', parts: turn.answer.replay };
  const parts = [{ text: turn.user }];
  if (turn.image) {
    const [, mimeType, data] = /^data:(.*);base64,(.*)$/.exec(turn.image);
    parts.push({ inlineData: { mimeType, data } });
  }
  return { role: 'user', parts };
}

// answer joins the chunks of a stream, or takes the one that is the whole answer.
function answer(chunks, pieces) {
  const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
  const calls = parts.filter((part) => part.functionCall).map(({ functionCall: call }) => ({ id: call.id, name: call.name, args: call.args }));
  const reasons = chunks.map((chunk) => chunk.candidates?.[0]?.finishReason).filter(Boolean);
  const usage = chunks.map((chunk) => chunk.usageMetadata).findLast(Boolean);
  const finish = { STOP: calls.length > 0 ? 'tools' : 'stop', MAX_TOKENS: 'length' }[reasons.at(-1)] ?? reasons.at(-1);
  return {
    text: parts.filter((part) => part.text && !part.thought).map((part) => part.text).join(''),
    thinking: parts.filter((part) => part.text && part.thought).map((part) => part.text).join(''),
    calls,
    finish,
    usage: { in: usage?.promptTokenCount, out: (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0) },
    pieces,
    idless: true,
    replay: parts,
  };
}
