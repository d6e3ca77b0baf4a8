// Weights as shares: what becomes of them when a border between two is moved. The sum stays, and so do all the others.

/** Weights by which every hundredth can be set: small ones times a whole number, so that no share changes. */
export function fine(weights: number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  const times = sum > 0 && sum < 100 ? Math.ceil(100 / sum) : 1
  return weights.map((w) => w * times)
}

/** One hundredth of all, at least 1. */
export const stepOf = (weights: number[]): number => Math.max(1, Math.round(weights.reduce((a, b) => a + b, 0) / 100))

/** The weights when the border behind the i-th is moved so that this one gets `to`, as far as it and the next have together. */
export function moved(weights: number[], i: number, to: number): number[] {
  const both = (weights[i] ?? 0) + (weights[i + 1] ?? 0)
  const left = Math.min(both, Math.max(0, Math.round(to)))
  return weights.map((w, at) => (at === i ? left : at === i + 1 ? both - left : w))
}

/** What the i-th gets when the border behind it is at a part of the whole. */
export function atPart(weights: number[], i: number, part: number): number {
  const sum = weights.reduce((a, b) => a + b, 0)
  return part * sum - weights.slice(0, i).reduce((a, b) => a + b, 0)
}
