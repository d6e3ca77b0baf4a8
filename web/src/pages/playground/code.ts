// The same call as a program: the exact body, the key from the environment.
export const langs = ['curl', 'python', 'typescript', 'go'] as const
export type CodeLang = (typeof langs)[number]

/** A JSON value as Python writes it. */
function python(v: unknown, indent = ''): string {
  if (v === null) return 'None'
  if (typeof v === 'boolean') return v ? 'True' : 'False'
  const deeper = `${indent}    `
  if (Array.isArray(v)) return `[\n${v.map((x) => deeper + python(x, deeper)).join(',\n')},\n${indent}]`
  if (typeof v === 'object') return `{${Object.entries(v).map(([k, x]) => `${JSON.stringify(k)}: ${python(x, deeper)}`).join(', ')}}`
  return JSON.stringify(v)
}

const code: Record<CodeLang, (base: string, body: Record<string, unknown>) => string> = {
  curl: (base, body) => `curl ${base}/v1/chat/completions \\\n  -H "Authorization: Bearer $BURNCLOUD_API_KEY" \\\n  -H "Content-Type: application/json" \\\n  -d '${JSON.stringify(body, null, 2).replace(/'/g, "'\\''")}'`,
  python: (base, body) => {
    const args = Object.entries(body).map(([k, v]) => `    ${k}=${python(v, '    ')},`).join('\n')
    const read = body.stream ? 'for chunk in answer:\n    if chunk.choices and chunk.choices[0].delta.content:\n        print(chunk.choices[0].delta.content, end="", flush=True)' : 'print(answer.choices[0].message.content)'
    return `import os\nfrom openai import OpenAI\n\nclient = OpenAI(base_url="${base}/v1", api_key=os.environ["BURNCLOUD_API_KEY"])\nanswer = client.chat.completions.create(\n${args}\n)\n${read}`
  },
  typescript: (base, body) => {
    const read = body.stream ? 'for await (const chunk of answer) process.stdout.write(chunk.choices[0]?.delta.content ?? "")' : 'console.log(answer.choices[0]?.message.content)'
    return `import OpenAI from "openai"\n\nconst client = new OpenAI({ baseURL: "${base}/v1", apiKey: process.env.BURNCLOUD_API_KEY })\nconst answer = await client.chat.completions.create(${JSON.stringify(body, null, 2)})\n${read}`
  },
  go: (base, body) =>
    `package main\n\nimport (\n\t"io"\n\t"log"\n\t"net/http"\n\t"os"\n\t"strings"\n)\n\nfunc main() {\n\tbody := ${JSON.stringify(JSON.stringify(body))}\n\treq, err := http.NewRequest("POST", "${base}/v1/chat/completions", strings.NewReader(body))\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n\treq.Header.Set("Authorization", "Bearer "+os.Getenv("BURNCLOUD_API_KEY"))\n\treq.Header.Set("Content-Type", "application/json")\n\tresp, err := http.DefaultClient.Do(req)\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n\tdefer resp.Body.Close()\n\tif _, err := io.Copy(os.Stdout, resp.Body); err != nil {\n\t\tlog.Fatal(err)\n\t}\n}`,
}

export const codeOf = (lang: CodeLang, base: string, body: Record<string, unknown>): string => code[lang](base, body)
