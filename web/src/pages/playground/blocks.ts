// Markdown as a tree: headings, lists, tables, quotes, code, links. What is HTML in the text stays text. It is read in one pass and
// takes what is cut off anywhere, since answers arrive in pieces.
export type Inline =
  | { is: 'text'; text: string }
  | { is: 'code'; text: string }
  | { is: 'strong' | 'em' | 'del'; of: Inline[] }
  | { is: 'link'; to: string; of: Inline[] }
  | { is: 'image'; from: string; alt: string }
export type Block =
  | { is: 'p'; of: Inline[] }
  | { is: 'heading'; level: number; of: Inline[] }
  | { is: 'code'; lang: string; text: string }
  | { is: 'quote'; of: Block[] }
  | { is: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { is: 'table'; head: Inline[][]; align: ('left' | 'right' | 'center')[]; rows: Inline[][][] }
  | { is: 'rule' }

const deepest = 12

const fence = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)/
const heading = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/
const rule = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/
const marker = /^( {0,3})([-*+]|\d{1,9}[.)])([ \t]+|$)/
const quote = /^ {0,3}> ?/
const delimiters = /^[ \t|:-]+$/

/** Where a link may lead: the web and mail, never a script. */
export function safeLink(to: string): string | undefined {
  const s = to.trim()
  return /^(https?:\/\/|mailto:)[^\s]+$/i.test(s) ? s : undefined
}

/** What a picture may be: a bitmap inside the text. Others would tell their server who reads. */
export const safeImage = (from: string): string | undefined => (/^data:image\/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/.test(from) ? from : undefined)

/** The blocks of a text. */
export function blocksOf(text: string, depth = 0): Block[] {
  const lines = text.split(/\r?\n/)
  const out: Block[] = []
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] as string
    if (!line.trim()) { i++; continue }
    const [block, next] = (depth < deepest && blockAt(lines, i, depth)) || paragraph(lines, i, depth)
    out.push(block)
    i = next
  }
  return out
}

type Found = [Block, number]

function blockAt(lines: string[], i: number, depth: number): Found | undefined {
  const line = lines[i] as string
  const f = fence.exec(line)
  if (f) return code(lines, i, f[1] as string, f[2] ?? '')
  const h = heading.exec(line)
  if (h) return [{ is: 'heading', level: (h[1] as string).length, of: inlineOf((h[2] ?? '').replace(/[ \t]+#+[ \t]*$/, '')) }, i + 1]
  if (rule.test(line)) return [{ is: 'rule' }, i + 1]
  if (quote.test(line)) return quoted(lines, i, depth)
  if (marker.test(line)) return list(lines, i, depth)
  return line.includes('|') ? table(lines, i) : undefined
}

function code(lines: string[], i: number, open: string, lang: string): Found {
  const end = new RegExp(`^ {0,3}${open[0]}{${open.length},}[ \\t]*$`)
  let to = i + 1
  while (to < lines.length && !end.test(lines[to] as string)) to++
  return [{ is: 'code', lang, text: lines.slice(i + 1, to).join('\n') }, to + 1]
}

function quoted(lines: string[], i: number, depth: number): Found {
  let to = i
  while (to < lines.length && quote.test(lines[to] as string)) to++
  return [{ is: 'quote', of: blocksOf(lines.slice(i, to).map((l) => l.replace(quote, '')).join('\n'), depth + 1) }, to]
}

const indentOf = (line: string): number => line.length - line.trimStart().length

function list(lines: string[], i: number, depth: number): Found {
  const first = marker.exec(lines[i] as string) as RegExpExecArray
  const sign = (first[2] as string).slice(-1)
  const items: Block[][] = []
  let at = i
  while (at < lines.length) {
    const m = marker.exec(lines[at] as string)
    if (!m || (m[2] as string).slice(-1) !== sign || rule.test(lines[at] as string)) break
    const inner = (m[1] as string).length + (m[2] as string).length + 1
    const body = [(lines[at] as string).slice(m[0].length)]
    for (at++; at < lines.length; at++) {
      const line = lines[at] as string
      if (!line.trim()) {
        const after = lines[at + 1]
        if (after === undefined || (indentOf(after) < inner && !marker.test(after))) break
        body.push('')
      } else if (indentOf(line) >= Math.min(inner, 2)) body.push(line.slice(Math.min(inner, indentOf(line))))
      else if (marker.test(line) || body.at(-1) === '' || starts(line)) break
      else body.push(line)
    }
    items.push(blocksOf(body.join('\n'), depth + 1))
    if (at < lines.length && !(lines[at] as string).trim() && !marker.test(lines[at + 1] ?? '')) break
  }
  return [{ is: 'list', ordered: /\d/.test(first[2] as string), start: Number.parseInt(first[2] as string, 10) || 1, items }, at]
}

/** Whether a line begins a block that ends a paragraph. */
const starts = (line: string): boolean => fence.test(line) || heading.test(line) || quote.test(line) || rule.test(line)

function cells(line: string): string[] {
  const out: string[] = []
  let cell = ''
  const s = line.trim().replace(/^\|/, '')
  for (let i = 0; i < s.length; i++) {
    if (s[i] === '\\' && s[i + 1] === '|') { cell += '|'; i++ } else if (s[i] === '|') { out.push(cell.trim()); cell = '' } else cell += s[i]
  }
  return cell.trim() ? [...out, cell.trim()] : out
}

function table(lines: string[], i: number): Found | undefined {
  const under = lines[i + 1]
  if (under === undefined || !under.includes('-') || !delimiters.test(under)) return undefined
  const head = cells(lines[i] as string)
  const align = cells(under).map((c): 'left' | 'right' | 'center' => (c.endsWith(':') ? (c.startsWith(':') ? 'center' : 'right') : 'left'))
  if (align.length !== head.length) return undefined
  let to = i + 2
  while (to < lines.length && (lines[to] as string).includes('|')) to++
  const rows = lines.slice(i + 2, to).map((l) => { const row = cells(l); return head.map((_, n) => inlineOf(row[n] ?? '')) })
  return [{ is: 'table', head: head.map((c) => inlineOf(c)), align, rows }, to]
}

function paragraph(lines: string[], i: number, depth: number): Found {
  let to = i + 1
  while (to < lines.length && (lines[to] as string).trim() && (depth >= deepest || (!starts(lines[to] as string) && !marker.test(lines[to] as string) && !((lines[to] as string).includes('|') && table(lines, to))))) to++
  return [{ is: 'p', of: inlineOf(lines.slice(i, to).map((l) => l.trim()).join('\n')) }, to]
}

const word = /[\p{L}\p{N}]/u
const marks: [string, 'strong' | 'em' | 'del'][] = [['**', 'strong'], ['__', 'strong'], ['~~', 'del'], ['*', 'em'], ['_', 'em']]
const address = /https?:\/\/[^\s<>"'`|]+/y

/** The words of a text with their marks. Each search that finds nothing is not made again, so that long runs of marks cost nothing. */
export function inlineOf(s: string, depth = 0): Inline[] {
  const out: Inline[] = []
  const missing = new Set<string>()
  let text = ''
  const put = (x: Inline) => { if (text) out.push({ is: 'text', text }); text = ''; out.push(x) }
  const find = (what: string, from: number, fits: (at: number) => boolean): number => {
    if (missing.has(what)) return -1
    for (let at = s.indexOf(what, from); at >= 0; at = s.indexOf(what, at + 1)) if (fits(at)) return at
    missing.add(what)
    return -1
  }
  for (let i = 0; i < s.length; ) {
    const c = s[i] as string
    if (c === '\\' && /[!-/:-@[-`{-~]/.test(s[i + 1] ?? '')) { text += s[i + 1]; i += 2; continue }
    const [x, next] = (depth < deepest && piece(s, i, depth, find)) || [undefined, i + 1]
    if (x) put(x)
    else text += c
    i = next
  }
  if (text) out.push({ is: 'text', text })
  return out
}

type Find = (what: string, from: number, fits: (at: number) => boolean) => number

function piece(s: string, i: number, depth: number, find: Find): [Inline, number] | undefined {
  const c = s[i] as string
  if (c === '`') {
    let n = 1
    while (s[i + n] === '`') n++
    const ticks = '`'.repeat(n)
    const end = find(ticks, i + n, (at) => s[at + n] !== '`' && s[at - 1] !== '`')
    return end < 0 ? undefined : [{ is: 'code', text: s.slice(i + n, end).replace(/^ (.*) $/s, '$1') }, end + n]
  }
  if (c === '[' || (c === '!' && s[i + 1] === '[')) return link(s, i, depth, find)
  if (c === 'h' || c === '<') {
    address.lastIndex = c === '<' ? i + 1 : i
    const found = address.exec(s)?.[0].replace(/[.,;:!?)\]}*_]+$/, '')
    if (!found || (c === 'h' && word.test(s[i - 1] ?? ' ')) || (c === '<' && s[i + 1 + found.length] !== '>')) return undefined
    return [{ is: 'link', to: found, of: [{ is: 'text', text: found }] }, i + found.length + (c === '<' ? 2 : 0)]
  }
  if (c !== '*' && c !== '_' && c !== '~') return undefined
  for (const [mark, is] of marks) {
    const n = mark.length
    if (!s.startsWith(mark, i) || /\s/.test(s[i + n] ?? ' ') || (c === '_' && word.test(s[i - 1] ?? ' '))) continue
    const end = find(mark, i + n + 1, (at) => !/\s/.test(s[at - 1] as string) && s[at - 1] !== '\\' && (n === 1 ? s[at + 1] !== c && s[at - 1] !== c : s[at + n] !== c) && !(c === '_' && word.test(s[at + n] ?? ' ')))
    if (end > i) return [{ is, of: inlineOf(s.slice(i + n, end), depth + 1) }, end + n]
  }
  return undefined
}

/** `[text](to)` and `![alt](from)`. What may not be followed or fetched is shown as it is written. */
function link(s: string, i: number, depth: number, find: Find): [Inline, number] | undefined {
  const image = s[i] === '!'
  const from = i + (image ? 2 : 1)
  const middle = find('](', from, () => true)
  if (middle < from) return undefined
  const end = find(')', middle + 2, () => true)
  if (end < middle) return undefined
  const to = s.slice(middle + 2, end).trim().replace(/[ \t]+("[^"]*"|'[^']*')$/, '')
  const label = s.slice(from, middle)
  const picture = image ? safeImage(to) : undefined
  if (picture) return [{ is: 'image', from: picture, alt: label }, end + 1]
  const safe = safeLink(to)
  if (!safe) return undefined
  return [{ is: 'link', to: safe, of: label && depth < deepest ? inlineOf(label, depth + 1) : [{ is: 'text', text: label || safe }] }, end + 1]
}
