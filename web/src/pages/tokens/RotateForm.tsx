// A new key for a token. The old one may go on working while programs are given the new one.
import { useState } from 'react'

import { count, dayTime } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { SelectField } from '../../ui/Form'

const hour = 3600e3
const overlaps = ['0', '1', '24', '168'] as const
type Overlap = (typeof overlaps)[number]

/** `rotate` makes the key and shows it. */
export function RotateForm({ name, oldUntil, rotate, onClose }: { name: string; oldUntil: string | null; rotate: (hours: number) => Promise<void>; onClose: () => void }) {
  const [overlap, setOverlap] = useState<Overlap>('24')
  const [busy, setBusy] = useState(false)
  const hours = Number(overlap)
  const words = (o: Overlap): string => (o === '0' ? t('tokens.overlap.none') : o === '168' ? t('tokens.overlap.days', { n: 7 }) : t('tokens.overlap.hours', { n: count(Number(o)) }))
  const run = async () => {
    setBusy(true)
    try {
      await rotate(hours)
      onClose()
    } catch {
      setBusy(false) // it was said
    }
  }
  return (
    <Dialog title={t('tokens.rotateTitle', { name })} onClose={onClose} actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" busy={busy} onClick={run}>{t('tokens.rotate')}</Button></>}>
      <SelectField label={t('tokens.overlap')} value={overlap} onChange={setOverlap} choices={overlaps.map((o): [Overlap, string] => [o, words(o)])} />
      <p className="i2">{hours === 0 ? t('tokens.rotateEffect') : t('tokens.rotateOverlap', { time: dayTime(new Date(Date.now() + hours * hour).toISOString()) })}</p>
      {oldUntil && <p className="note warn">{t('tokens.rotateThird')}</p>}
    </Dialog>
  )
}
