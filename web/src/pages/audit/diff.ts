// What differs between two forms of an object, by the paths of their members.
export type Change = { path: string; before: string | undefined; after: string | undefined }

function flat(v: unknown, path: string, into: Map<string, string>): void {
  if (v !== null && typeof v === 'object' && !Array.isArray(v)) for (const [k, x] of Object.entries(v)) flat(x, path ? `${path}.${k}` : k, into)
  else if (v !== undefined) into.set(path, typeof v === 'string' ? v : JSON.stringify(v))
}

export function diffOf(before: unknown, after: unknown): Change[] {
  const [a, b] = [new Map<string, string>(), new Map<string, string>()]
  flat(before, '', a)
  flat(after, '', b)
  return [...new Set([...a.keys(), ...b.keys()])].filter((k) => a.get(k) !== b.get(k)).map((path) => ({ path, before: a.get(path), after: b.get(path) }))
}
