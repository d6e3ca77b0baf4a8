// Vectors of texts: how long they are, and how alike.
export type Vectors = { data?: { index?: number; embedding?: number[] }[]; usage?: { prompt_tokens?: number } }

export const vectorsOf = (answer: Vectors | undefined): number[][] =>
  [...(answer?.data ?? [])].sort((a, b) => (a.index ?? 0) - (b.index ?? 0)).flatMap((x) => (Array.isArray(x.embedding) ? [x.embedding] : []))

const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0)

export const lengthOf = (v: number[]): number => Math.sqrt(dot(v, v))

/** The cosine of the angle between two vectors: 1 = the same direction; undefined where one has no direction, or they are of two kinds. */
export function similarity(a: number[], b: number[]): number | undefined {
  const size = lengthOf(a) * lengthOf(b)
  return a.length !== b.length || size === 0 ? undefined : dot(a, b) / size
}
