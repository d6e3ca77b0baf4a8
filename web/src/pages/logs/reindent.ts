// JSON made readable token by token: numbers and texts stay as they were written, however long or odd.
const opens = '{['
const closes = '}]'

/** The text with line breaks and two spaces for each level; undefined where it is no JSON. */
export function reindent(text: string): string | undefined {
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  const out: string[] = []
  let level = 0
  const line = () => `\n${'  '.repeat(level)}`
  for (const token of text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? []) {
    const before = out.at(-1) ?? ''
    if (opens.includes(token)) {
      out.push(token)
      level++
      out.push(line())
    } else if (closes.includes(token)) {
      level--
      const empty = opens.includes(out.at(-2) ?? ' ') && before.startsWith('\n')
      if (empty) out.pop()
      out.push(empty ? token : line() + token)
    } else out.push(token === ',' ? token + line() : token === ':' ? ': ' : token)
  }
  return out.join('')
}

/** An event of a stream: its name, and its data. Lines of other streams are data as they are. */
export function saying(frame: string): { event: string; data: string } {
  const lines = frame.split(/\r\n|\n|\r/)
  const of = (field: string) => lines.filter((l) => l.startsWith(`${field}:`)).map((l) => l.slice(field.length + 1).replace(/^ /, ''))
  const data = of('data')
  return { event: of('event')[0] ?? '', data: data.length > 0 ? data.join('\n') : frame.trim() }
}

const members = /"(?:content|text|delta|thinking|reasoning|reasoning_content|arguments|partial_json)"\s*:\s*("(?:[^"\\]|\\.)+")/

/** What the model says in an event, in whatever dialect; "" where it is not plain to see. */
export function gist(data: string): string {
  const text = members.exec(data)?.[1]
  try {
    return text ? (JSON.parse(text) as string) : ''
  } catch {
    return ''
  }
}
