// Package llm is the canonical call: what every dialect means, apart from how it is written.
//
// # Fronts and backs
//
// A dialect has two halves. Its [Front] faces clients: it decodes their requests and encodes what they get back. Its
// [Back] faces upstreams: it encodes requests and decodes what they answer. Any front works with any back through the
// types of this package, so N+M halves serve N×M pairs. Where the client's dialect is the upstream's, none of this is
// used: the bytes are relayed (see [Head], [Verdict] and [Outcome]).
//
// # Requests
//
// A [Request] has a normal form that every front establishes:
//
//   - System holds the instructions that precede the conversation. Later ones stay where they were, as messages of
//     RoleSystem.
//   - There are three roles. A [ToolResult] is a part of a RoleUser message, whatever the dialect calls that message.
//   - Fronts do not merge, reorder or repair messages: [Request.Turns] does it for backs whose upstream wants strictly
//     alternating turns, and refuses calls without results.
//   - ToolCall.Arguments is the JSON text as the caller wrote it. Backs that need an object use [ToolCall.Object].
//   - Numbers keep their literal ([Number]); schemas and unknown members keep their bytes ([Raw]).
//   - Absent is the zero value: nil, "" or an empty Number. A pointer or literal that is there was given by the caller.
//
// What a front cannot express at all it refuses with KindBadRequest, or notes in Request.Lost. Members that it does not
// know go into an [Extra], which only a back of the same dialect may write out.
//
// # Losses
//
// A back says what the target cannot take, before anything is sent: through [Losses], which either notes a [Loss] or
// refuses the request, as the one table of this package has it. Fields are named in the caller's words. Under the
// caller's strict policy the gateway turns any loss into a refusal ([Strict]).
//
// # Signatures
//
// A [Signature] is opaque proof or encrypted reasoning and belongs to its [Origin]; backs send it only to a [Target]
// of that origin. A front whose wire has one field for it writes [Signature.Tag] and reads [ParseSignature], so that a
// Gemini signature survives the way through an Anthropic client.
//
// # Answers
//
// Every answer is a sequence of events with the grammar
//
//	Start (Open Delta* Close)* Finish
//
// where the parts of different choices may interleave but those of one choice may not. A sequence ends with Finish or
// with an error, never silently; [Check] enforces it. [Collect] makes a [Response] of a sequence, and
// [Response.Events] is the inverse. The rules for what an event carries are at [Event].
package llm
