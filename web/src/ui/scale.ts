// The arithmetic of charts.
import { clock, day, minute } from '../format'

/** Round values from 0 to at least `high`, four or five of them. */
export function niceTicks(high: number): number[] {
  if (high <= 0) return [0, 1]
  const raw = high / 4
  const size = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 2.5, 5, 10].map((m) => m * size).find((s) => s >= raw) ?? raw
  return Array.from({ length: Math.ceil(high / step - 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(12)))
}

/** Each series' span on top of those before it. */
export function stack(series: (number | null)[][], n: number): [number, number][][] {
  const sums = new Array<number>(n).fill(0)
  return series.map((values) =>
    Array.from({ length: n }, (_, i): [number, number] => {
      const from = sums[i] ?? 0
      const to = from + (values[i] ?? 0)
      sums[i] = to
      return [from, to]
    }),
  )
}

const minutes = 60_000
const spans = [1 / 6, 1, 5, 10, 15, 30, 60, 180, 360, 720, 1440, 2880, 7200, 10080].map((m) => m * minutes)

/** Where times stand under a chart, so that they are round and have room: [slot, text]. */
export function timeTicks(times: number[], step: number, width: number): [number, string][] {
  const first = times[0]
  const last = times.at(-1)
  if (first === undefined || last === undefined) return []
  const room = Math.max(2, Math.floor(width / 110))
  const span = spans.find((s) => s >= step && (last - first) / s <= room) ?? (last - first) / room
  const off = new Date(first).getTimezoneOffset() * minutes
  const text = span >= 1440 * minutes ? day : span < minutes ? clock : minute
  return times.flatMap((at, i): [number, string][] => {
    const local = at - off
    return Math.floor(local / span) !== Math.floor((local - step) / span) ? [[i, text(at)]] : []
  })
}
