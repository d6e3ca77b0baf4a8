// Three versions of an object: what was read, what is about to be written, and what somebody else has written meanwhile.

export type Doc = Record<string, unknown>

/** Objects whose members are entries, not fields: they are compared and chosen whole. */
const maps = ['model_mapping', 'options.headers', 'options.context_windows']

const isObject = (v: unknown): v is Doc => typeof v === 'object' && v !== null && !Array.isArray(v)

/** The fields of an object by their paths. */
export function leaves(doc: Doc, at = ''): [string, unknown][] {
  return Object.entries(doc).flatMap(([k, v]): [string, unknown][] => (isObject(v) && !maps.includes(at + k) ? leaves(v, `${at}${k}.`) : [[at + k, v]]))
}

export function field(doc: Doc, path: string): unknown {
  return path.split('.').reduce<unknown>((v, k) => (isObject(v) ? v[k] : undefined), doc)
}

/** The value in one spelling: what is empty is empty, whoever wrote it, and the order of members does not matter. */
function plain(v: unknown): unknown {
  if (v === undefined || v === '') return null
  if (Array.isArray(v)) return v.map(plain)
  if (!isObject(v)) return v
  return Object.fromEntries(Object.keys(v).sort().map((k): [string, unknown] => [k, plain(v[k])]).filter(([, x]) => x !== null))
}

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(plain(a)) === JSON.stringify(plain(b))

export type Difference = {
  path: string
  mine: unknown
  theirs: unknown
  /** Whether I have changed it, too. */
  touched: boolean
}

/** What somebody else has changed and the write would undo. */
export function differences(base: Doc, mine: Doc, theirs: Doc): Difference[] {
  return leaves(mine).flatMap(([path, value]) => {
    const [was, is] = [field(base, path), field(theirs, path)]
    return same(was, is) || same(is, value) ? [] : [{ path, mine: value, theirs: is, touched: !same(was, value) }]
  })
}

/** The object with one field replaced. */
export function withField(doc: Doc, path: string, value: unknown): Doc {
  const [k = '', ...rest] = path.split('.')
  const inner = doc[k]
  return { ...doc, [k]: rest.length === 0 ? value : withField(isObject(inner) ? inner : {}, rest.join('.'), value) }
}

/** The write as a merge patch: entries of maps that are there now and not in it are taken out, which a patch says with null. */
export function withRemovals(body: Doc, now: Doc): Doc {
  return maps.reduce((out, path) => {
    const [next, old] = [field(out, path), field(now, path)]
    if (!isObject(next) || !isObject(old)) return out
    return withField(out, path, { ...Object.fromEntries(Object.keys(old).filter((k) => !(k in next)).map((k) => [k, null])), ...next })
  }, body)
}
