// The export runs on the server; what arrives is counted, and can be stopped by closing the page.
import { problemOf, raw } from '../../api/client'
import { queryText } from '../../api/events'
import type { CallQuery } from '../../api/types'
import { bytes } from '../../format'
import { t } from '../../i18n'
import { saveFile } from '../../ui/save'
import { say, sayError } from '../../ui/Toast'

const sayEvery = 4_000

export async function exportLog(query: CallQuery, format: 'csv' | 'jsonl'): Promise<void> {
  try {
    const response = await raw(`/api/logs/export?${queryText(query)}&format=${format}`)
    if (!response.ok || !response.body) throw await problemOf(response)
    const parts: BlobPart[] = []
    const reader = response.body.getReader()
    let size = 0
    let told = Date.now()
    for (;;) {
      const { value, done } = await reader.read()
      if (done) break
      parts.push(value)
      size += value.length
      if (Date.now() - told > sayEvery) {
        told = Date.now()
        say(t('logs.exporting', { n: bytes(size) }))
      }
    }
    saveFile(`burncloud-calls.${format}`, new Blob(parts), '')
    say(t('logs.exported', { n: bytes(size) }))
  } catch (e) {
    sayError(e)
  }
}
