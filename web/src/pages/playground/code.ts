// The same call as a program: the exact body, the key from the environment, with the SDK of its dialect.
import { type Call, headersOf, pinHeader } from './call'

export const langs = ['curl', 'python', 'typescript', 'go'] as const
export type CodeLang = (typeof langs)[number]

/** A JSON value as Python writes it. */
function python(v: unknown, indent = ''): string {
  if (v === null) return 'None'
  if (typeof v === 'boolean') return v ? 'True' : 'False'
  const deeper = `${indent}    `
  if (Array.isArray(v)) return `[\n${v.map((x) => deeper + python(x, deeper)).join(',\n')},\n${indent}]`
  if (typeof v === 'object') return `{${Object.entries(v as object).map(([k, x]) => `${JSON.stringify(k)}: ${python(x, deeper)}`).join(', ')}}`
  return JSON.stringify(v)
}

/** An SDK: how its client is made in each language, and how a further header goes along. */
type SDK = {
  python: (base: string) => [load: string, client: string]; typescript: (base: string) => [load: string, client: string]
  pinPython: (pin: string) => string; pinTypescript: (pin: string) => string
  /** The arguments of its methods, from the body; as they are where nothing is said. */
  args?: (c: Call) => Record<string, unknown>
}

/** How an SDK calls an endpoint, and what is done with the answer in each language, and with a stream. */
type Endpoint = { sdk: SDK; method: string; python: string; typescript: string; streamed?: { python: string; typescript: string } }

const headerArgument = { pinPython: (pin: string) => `    extra_headers={"${pinHeader}": ${JSON.stringify(pin)}},`, pinTypescript: (pin: string) => `, { headers: { "${pinHeader}": ${JSON.stringify(pin)} } }` }

const openai: SDK = {
  ...headerArgument,
  python: (base) => ['from openai import OpenAI', `client = OpenAI(base_url="${base}/v1", api_key=os.environ["BURNCLOUD_API_KEY"])`],
  typescript: (base) => ['import OpenAI from "openai"', `const client = new OpenAI({ baseURL: "${base}/v1", apiKey: process.env.BURNCLOUD_API_KEY })`],
}

const anthropic: SDK = {
  ...headerArgument,
  python: (base) => ['from anthropic import Anthropic', `client = Anthropic(base_url="${base}", api_key=os.environ["BURNCLOUD_API_KEY"])`],
  typescript: (base) => ['import Anthropic from "@anthropic-ai/sdk"', `const client = new Anthropic({ baseURL: "${base}", apiKey: process.env.BURNCLOUD_API_KEY })`],
}

/** The model of a call in Gemini's dialect is in its path. */
const geminiModel = (c: Call): string => decodeURIComponent(/\/models\/(.+):/.exec(c.path)?.[1] ?? '')

const genai: SDK = {
  python: (base) => ['from google import genai', `client = genai.Client(api_key=os.environ["BURNCLOUD_API_KEY"], http_options={"base_url": "${base}"})`],
  typescript: (base) => ['import { GoogleGenAI } from "@google/genai"', `const client = new GoogleGenAI({ apiKey: process.env.BURNCLOUD_API_KEY, httpOptions: { baseUrl: "${base}" } })`],
  pinPython: () => '', pinTypescript: () => '',
  args: (c) => {
    const { contents, systemInstruction, generationConfig } = c.json ?? {}
    const config = { ...(generationConfig as object | undefined), ...(systemInstruction !== undefined && { systemInstruction }), ...(c.pin && { httpOptions: { headers: { [pinHeader]: c.pin } } }) }
    return { model: geminiModel(c), contents, ...(Object.keys(config).length > 0 && { config }) }
  },
}

const endpoints: Record<string, Endpoint> = {
  '/v1/chat/completions': {
    sdk: openai, method: 'chat.completions.create', python: 'print(answer.choices[0].message.content)', typescript: 'console.log(answer.choices[0]?.message.content)',
    streamed: {
      python: 'for chunk in answer:\n    if chunk.choices and chunk.choices[0].delta.content:\n        print(chunk.choices[0].delta.content, end="", flush=True)',
      typescript: 'for await (const chunk of answer) process.stdout.write(chunk.choices[0]?.delta.content ?? "")',
    },
  },
  '/v1/responses': {
    sdk: openai, method: 'responses.create', python: 'print(answer.output_text)', typescript: 'console.log(answer.output_text)',
    streamed: {
      python: 'for event in answer:\n    if event.type == "response.output_text.delta":\n        print(event.delta, end="", flush=True)',
      typescript: 'for await (const event of answer) if (event.type === "response.output_text.delta") process.stdout.write(event.delta)',
    },
  },
  '/v1/messages': {
    sdk: anthropic, method: 'messages.create', python: 'print("".join(block.text for block in answer.content if block.type == "text"))',
    typescript: 'for (const block of answer.content) if (block.type === "text") console.log(block.text)',
    streamed: {
      python: 'for event in answer:\n    if event.type == "content_block_delta" and event.delta.type == "text_delta":\n        print(event.delta.text, end="", flush=True)',
      typescript: 'for await (const event of answer) if (event.type === "content_block_delta" && event.delta.type === "text_delta") process.stdout.write(event.delta.text)',
    },
  },
  gemini: {
    sdk: genai, method: 'models.generate_content', python: 'print(answer.text)', typescript: 'console.log(answer.text)',
    streamed: { python: 'for chunk in answer:\n    print(chunk.text or "", end="", flush=True)', typescript: 'for await (const chunk of answer) process.stdout.write(chunk.text ?? "")' },
  },
  '/v1/images/generations': {
    sdk: openai, method: 'images.generate',
    python: 'for i, image in enumerate(answer.data):\n    with open(f"image-{i}.png", "wb") as file:\n        file.write(base64.b64decode(image.b64_json))',
    typescript: 'for (const [i, image] of (answer.data ?? []).entries()) await writeFile(`image-${i}.png`, Buffer.from(image.b64_json ?? "", "base64"))',
  },
  '/v1/audio/speech': { sdk: openai, method: 'audio.speech.create', python: 'answer.write_to_file("speech")', typescript: 'await writeFile("speech", Buffer.from(await answer.arrayBuffer()))' },
  '/v1/audio/transcriptions': { sdk: openai, method: 'audio.transcriptions.create', python: 'print(answer)', typescript: 'console.log(answer)' },
  '/v1/embeddings': { sdk: openai, method: 'embeddings.create', python: 'for vector in answer.data:\n    print(len(vector.embedding), vector.embedding[:4])', typescript: 'for (const { embedding } of answer.data) console.log(embedding.length, embedding.slice(0, 4))' },
}

const endpointOf = (c: Call): Endpoint => endpoints[c.dialect === 'gemini' ? 'gemini' : c.path] as Endpoint

/** Gemini's SDK has a method of its own for streams, in each language by its own custom. */
const methodOf = (e: Endpoint, c: Call, lang: 'python' | 'typescript'): string =>
  c.dialect !== 'gemini' ? e.method : lang === 'python' ? `models.generate_content${c.stream ? '_stream' : ''}` : `models.generateContent${c.stream ? 'Stream' : ''}`

const shell = (s: string): string => `'${s.replace(/'/g, "'\\''")}'`
const nameOf = (v: string | File): string => (typeof v === 'string' ? v : v.name)
const fieldsOf = (c: Call): [string, unknown][] => (c.form ? c.form.filter(([, v]) => typeof v === 'string') : Object.entries(endpointOf(c).sdk.args?.(c) ?? c.json ?? {}))
const filesOf = (c: Call): [string, string][] => (c.form ?? []).flatMap(([k, v]): [string, string][] => (typeof v === 'string' ? [] : [[k, v.name]]))

/** All headers but the body's type, with a variable of the shell for the key. */
const headerLines = (c: Call): [string, string][] => [...Object.entries(headersOf(c, '$BURNCLOUD_API_KEY')), ...(c.pin ? [[pinHeader, c.pin] as [string, string]] : [])]

function curl(base: string, c: Call): string {
  const head = [`curl ${c.path.includes('?') ? shell(base + c.path) : base + c.path}`, ...headerLines(c).map(([k, v]) => (v.includes('$') ? `-H "${k}: ${v}"` : `-H ${shell(`${k}: ${v}`)}`))]
  const body = c.form ? c.form.map(([k, v]) => `-F ${shell(`${k}=${typeof v === 'string' ? '' : '@'}${nameOf(v)}`)}`) : ['-H "Content-Type: application/json"', `-d ${shell(JSON.stringify(c.json, null, 2))}`]
  const end = c.path === '/v1/audio/speech' ? ['--output speech'] : []
  return [...head, ...body, ...end].join(' \\\n  ')
}

function inPython(base: string, c: Call): string {
  const e = endpointOf(c)
  const [load, client] = e.sdk.python(base)
  const pin = c.pin ? e.sdk.pinPython(c.pin) : ''
  const args = [...filesOf(c).map(([k, name]) => `    ${k}=open(${JSON.stringify(name)}, "rb"),`), ...fieldsOf(c).map(([k, v]) => `    ${k}=${python(v, '    ')},`), ...(pin ? [pin] : [])]
  const imports = c.path === '/v1/images/generations' ? 'import base64\nimport os' : 'import os'
  return `${imports}\n${load}\n\n${client}\nanswer = client.${methodOf(e, c, 'python')}(\n${args.join('\n')}\n)\n${c.stream ? e.streamed?.python : e.python}`
}

function inTypescript(base: string, c: Call): string {
  const e = endpointOf(c)
  const [load, client] = e.sdk.typescript(base)
  const files = filesOf(c)
  const body = c.form ? `{\n${[...files.map(([k, name]) => `  ${k}: createReadStream(${JSON.stringify(name)}),`), ...fieldsOf(c).map(([k, v]) => `  ${k}: ${JSON.stringify(v)},`)].join('\n')}\n}` : JSON.stringify(Object.fromEntries(fieldsOf(c)), null, 2)
  const read = (c.stream ? e.streamed?.typescript : e.typescript) ?? ''
  const imports = [...(files.length > 0 ? ['import { createReadStream } from "node:fs"'] : []), ...(read.includes('writeFile') ? ['import { writeFile } from "node:fs/promises"'] : []), load]
  return `${imports.join('\n')}\n\n${client}\nconst answer = await client.${methodOf(e, c, 'typescript')}(${body}${c.pin ? e.sdk.pinTypescript(c.pin) : ''})\n${read}`
}

const form = (c: Call): string => `	var body bytes.Buffer
	form := multipart.NewWriter(&body)
${fieldsOf(c).map(([k, v]) => `\tform.WriteField(${JSON.stringify(k)}, ${JSON.stringify(v)})`).join('\n')}
${filesOf(c).map(([k, name]) => `\tfile, err := os.ReadFile(${JSON.stringify(name)})
	if err != nil {
		log.Fatal(err)
	}
	part, err := form.CreateFormFile(${JSON.stringify(k)}, ${JSON.stringify(name)})
	if err != nil {
		log.Fatal(err)
	}
	part.Write(file)`).join('\n')}
	form.Close()
	req, err := http.NewRequest("POST", BASE, &body)`

const goHeader = ([k, v]: [string, string]): string => {
  const [before, after] = v.split('$BURNCLOUD_API_KEY')
  const value = after === undefined ? JSON.stringify(v) : `${before ? `${JSON.stringify(before)}+` : ''}os.Getenv("BURNCLOUD_API_KEY")`
  return `\treq.Header.Set("${k}", ${value})\n`
}

function inGo(base: string, c: Call): string {
  const where = JSON.stringify(base + c.path)
  const make = c.form ? form(c).replace('BASE', () => where) : `\tbody := ${JSON.stringify(JSON.stringify(c.json))}\n\treq, err := http.NewRequest("POST", ${where}, strings.NewReader(body))`
  const imports = (c.form ? ['bytes', 'io', 'log', 'mime/multipart', 'net/http', 'os'] : ['io', 'log', 'net/http', 'os', 'strings']).map((x) => `\t"${x}"`).join('\n')
  const type = c.form ? 'form.FormDataContentType()' : '"application/json"'
  return `package main\n\nimport (\n${imports}\n)\n\nfunc main() {\n${make}\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n${headerLines(c).map(goHeader).join('')}\treq.Header.Set("Content-Type", ${type})\n\tresp, err := http.DefaultClient.Do(req)\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n\tdefer resp.Body.Close()\n\tif _, err := io.Copy(os.Stdout, resp.Body); err != nil {\n\t\tlog.Fatal(err)\n\t}\n}`
}

const write: Record<CodeLang, (base: string, c: Call) => string> = { curl, python: inPython, typescript: inTypescript, go: inGo }

export const codeOf = (lang: CodeLang, base: string, call: Call): string => write[lang](base, call)

const long = /(data:[a-z/+.-]+;base64,)[A-Za-z0-9+/=]{120,}/g

/** A text to look at: without the bytes of its pictures. */
export const shortened = (s: string): string => s.replace(long, '$1…').replace(/("(?:b64_json|data)": ?")[A-Za-z0-9+/=]{120,}/g, '$1…')
