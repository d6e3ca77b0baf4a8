import { decimal, nano } from '../../format'

const one = 1_000_000_000n

/** A factor ("0.8") as the percentage that is added (-20); undefined when it is no factor. */
export function percentOf(factor: string): string | undefined {
  const v = nano(factor.trim())
  return v === undefined || v < 0n || v > 1000n * one ? undefined : decimal((v - one) * 100n)
}
