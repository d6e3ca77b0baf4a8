// Every client, behind one interface, so that a test is written once.
//
// A client has a name, the dialect it speaks, whether it shows thinking, and two functions.
//
// ask(question) resolves to an answer or rejects with the client's own error. A question has
//   key, model
//   turns      of {system}, {user, image?}, {answer} (an earlier one, given back as the client gave it) and
//              {results: [{call, text}]}
//   tools      [{name, description, parameters}]; choice: 'auto' | 'required' | 'none' | {name}; parallel: false for one call
//   schema     the answer must be JSON of this shape
//   limit      on the tokens of the answer
//   think      ask to see the reasoning
//   bad        send a parameter that no provider takes
//   stream     take it piece by piece; signal and onPiece(kind) belong to it
//
// An answer has text, thinking, calls of {id, name, args}, finish ('stop', 'tools', 'length'), usage of {in, out}, pieces
// (the kinds of what was streamed, in order), replay, and idless where the dialect can do without ids of calls.
//
// refusal(error) tells the status and message of an error, and whether the client found in it what its dialect demands.

import ai from './ai.mjs';
import anthropic from './anthropic.mjs';
import gemini from './gemini.mjs';
import langchain from './langchain.mjs';
import chat from './openai-chat.mjs';
import responses from './openai-responses.mjs';

export const clients = [chat, responses, anthropic, gemini, ...ai, langchain];
