// The same call as a program: the exact body, the key from the environment.
import { type Call, pinHeader } from './call'

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

/** How the SDKs call an endpoint, and what is done with the answer in each. */
type Endpoint = { method: string; python: string; typescript: string }

const endpoints: Record<string, Endpoint> = {
  '/v1/chat/completions': { method: 'chat.completions.create', python: 'print(answer.choices[0].message.content)', typescript: 'console.log(answer.choices[0]?.message.content)' },
  '/v1/images/generations': {
    method: 'images.generate',
    python: 'for i, image in enumerate(answer.data):\n    with open(f"image-{i}.png", "wb") as file:\n        file.write(base64.b64decode(image.b64_json))',
    typescript: 'for (const [i, image] of (answer.data ?? []).entries()) await writeFile(`image-${i}.png`, Buffer.from(image.b64_json ?? "", "base64"))',
  },
  '/v1/audio/speech': { method: 'audio.speech.create', python: 'answer.write_to_file("speech")', typescript: 'await writeFile("speech", Buffer.from(await answer.arrayBuffer()))' },
  '/v1/audio/transcriptions': { method: 'audio.transcriptions.create', python: 'print(answer)', typescript: 'console.log(answer)' },
  '/v1/embeddings': { method: 'embeddings.create', python: 'for vector in answer.data:\n    print(len(vector.embedding), vector.embedding[:4])', typescript: 'for (const { embedding } of answer.data) console.log(embedding.length, embedding.slice(0, 4))' },
}

const streamed = {
  python: 'for chunk in answer:\n    if chunk.choices and chunk.choices[0].delta.content:\n        print(chunk.choices[0].delta.content, end="", flush=True)',
  typescript: 'for await (const chunk of answer) process.stdout.write(chunk.choices[0]?.delta.content ?? "")',
}

const shell = (s: string): string => `'${s.replace(/'/g, "'\\''")}'`
const nameOf = (v: string | File): string => (typeof v === 'string' ? v : v.name)
const fieldsOf = (c: Call): [string, unknown][] => (c.form ? c.form.filter(([, v]) => typeof v === 'string') : Object.entries(c.json ?? {}))
const filesOf = (c: Call): [string, string][] => (c.form ?? []).flatMap(([k, v]): [string, string][] => (typeof v === 'string' ? [] : [[k, v.name]]))

function curl(base: string, c: Call): string {
  const head = [`curl ${base}${c.path}`, '-H "Authorization: Bearer $BURNCLOUD_API_KEY"', ...(c.pin ? [`-H ${shell(`${pinHeader}: ${c.pin}`)}`] : [])]
  const body = c.form ? c.form.map(([k, v]) => `-F ${shell(`${k}=${typeof v === 'string' ? '' : '@'}${nameOf(v)}`)}`) : ['-H "Content-Type: application/json"', `-d ${shell(JSON.stringify(c.json, null, 2))}`]
  const end = c.path === '/v1/audio/speech' ? ['--output speech'] : []
  return [...head, ...body, ...end].join(' \\\n  ')
}

function inPython(base: string, c: Call): string {
  const e = endpoints[c.path]
  const args = [...filesOf(c).map(([k, name]) => `    ${k}=open(${JSON.stringify(name)}, "rb"),`), ...fieldsOf(c).map(([k, v]) => `    ${k}=${python(v, '    ')},`), ...(c.pin ? [`    extra_headers={"${pinHeader}": ${JSON.stringify(c.pin)}},`] : [])]
  const imports = c.path === '/v1/images/generations' ? 'import base64\nimport os' : 'import os'
  return `${imports}\nfrom openai import OpenAI\n\nclient = OpenAI(base_url="${base}/v1", api_key=os.environ["BURNCLOUD_API_KEY"])\nanswer = client.${e?.method}(\n${args.join('\n')}\n)\n${c.json?.stream ? streamed.python : e?.python}`
}

function inTypescript(base: string, c: Call): string {
  const e = endpoints[c.path]
  const files = filesOf(c)
  const body = c.form ? `{\n${[...files.map(([k, name]) => `  ${k}: createReadStream(${JSON.stringify(name)}),`), ...fieldsOf(c).map(([k, v]) => `  ${k}: ${JSON.stringify(v)},`)].join('\n')}\n}` : JSON.stringify(c.json, null, 2)
  const read = c.json?.stream ? streamed.typescript : (e?.typescript ?? '')
  const imports = [...(files.length > 0 ? ['import { createReadStream } from "node:fs"'] : []), ...(read.includes('writeFile') ? ['import { writeFile } from "node:fs/promises"'] : []), 'import OpenAI from "openai"']
  return `${imports.join('\n')}\n\nconst client = new OpenAI({ baseURL: "${base}/v1", apiKey: process.env.BURNCLOUD_API_KEY })\nconst answer = await client.${e?.method}(${body}${c.pin ? `, { headers: { "${pinHeader}": ${JSON.stringify(c.pin)} } }` : ''})\n${read}`
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

function inGo(base: string, c: Call): string {
  const where = JSON.stringify(base + c.path)
  const make = c.form ? form(c).replace('BASE', () => where) : `\tbody := ${JSON.stringify(JSON.stringify(c.json))}\n\treq, err := http.NewRequest("POST", ${where}, strings.NewReader(body))`
  const imports = (c.form ? ['bytes', 'io', 'log', 'mime/multipart', 'net/http', 'os'] : ['io', 'log', 'net/http', 'os', 'strings']).map((x) => `\t"${x}"`).join('\n')
  const type = c.form ? 'form.FormDataContentType()' : '"application/json"'
  return `package main\n\nimport (\n${imports}\n)\n\nfunc main() {\n${make}\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n\treq.Header.Set("Authorization", "Bearer "+os.Getenv("BURNCLOUD_API_KEY"))\n\treq.Header.Set("Content-Type", ${type})\n${c.pin ? `\treq.Header.Set("${pinHeader}", ${JSON.stringify(c.pin)})\n` : ''}\tresp, err := http.DefaultClient.Do(req)\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n\tdefer resp.Body.Close()\n\tif _, err := io.Copy(os.Stdout, resp.Body); err != nil {\n\t\tlog.Fatal(err)\n\t}\n}`
}

const write: Record<CodeLang, (base: string, c: Call) => string> = { curl, python: inPython, typescript: inTypescript, go: inGo }

export const codeOf = (lang: CodeLang, base: string, call: Call): string => write[lang](base, call)

const long = /(data:[a-z/+.-]+;base64,)[A-Za-z0-9+/=]{120,}/g

/** A text to look at: without the bytes of its pictures. */
export const shortened = (s: string): string => s.replace(long, '$1…').replace(/("b64_json": ?")[A-Za-z0-9+/=]{120,}/g, '$1…')
