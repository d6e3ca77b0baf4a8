// The export runs on the server. What arrives is counted by rows against the server's estimate; it goes on while other
// pages are open, and can be stopped.
import { problemOf, raw } from '../../api/client'
import { queryText } from '../../api/events'
import type { CallQuery } from '../../api/types'
import { bytes, count } from '../../format'
import { t } from '../../i18n'
import { saveFile } from '../../ui/save'
import { say, sayError, task } from '../../ui/Toast'

const sayEvery = 250
const newline = 10
const quote = 34

/** Counts the lines of what it is given, piece by piece; those within quotes of a CSV are none. */
export function lineCounter(csv: boolean): (piece: Uint8Array) => number {
  let lines = 0
  let quoted = false
  return (piece) => {
    for (const b of piece) {
      if (b === quote && csv) quoted = !quoted
      else if (b === newline && !quoted) lines++
    }
    return lines
  }
}

export async function exportLog(query: CallQuery, format: 'csv' | 'jsonl'): Promise<void> {
  const stop = new AbortController()
  const shown = task(t('logs.exporting', { n: count(0), of: '…' }), () => stop.abort())
  try {
    const response = await raw(`/api/logs/export?${queryText(query)}&format=${format}`, { signal: stop.signal })
    if (!response.ok || !response.body) throw await problemOf(response)
    const total = Number(response.headers.get('X-Total-Estimate')) || 0
    const head = format === 'csv' ? 1 : 0
    const lines = lineCounter(format === 'csv')
    const parts: BlobPart[] = []
    const reader = response.body.getReader()
    let [rows, size, told] = [0, 0, 0]
    for (;;) {
      const { value, done } = await reader.read()
      if (done) break
      parts.push(value)
      size += value.length
      rows = Math.max(0, lines(value) - head)
      if (Date.now() - told < sayEvery) continue
      told = Date.now()
      shown.update(t('logs.exporting', { n: count(rows), of: count(Math.max(total, rows)) }), total > 0 ? Math.min(1, rows / total) : undefined)
    }
    saveFile(`burncloud-calls.${format}`, new Blob(parts), '')
    say(t('logs.exported', { n: count(rows), size: bytes(size) }))
  } catch (e) {
    if (stop.signal.aborted) say(t('logs.exportStopped'))
    else sayError(e)
  } finally {
    shown.end()
  }
}
