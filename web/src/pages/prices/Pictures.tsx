// Prices of pictures by size and quality, in place of the one for each picture.
import { Plus, X } from 'lucide-react'

import type { ImagePrice } from '../../api/types'
import { count } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Form'

/** As the API takes them: without blanks and dollar signs. */
export const givenPictures = (rows: ImagePrice[]): ImagePrice[] => rows.map((x) => ({ size: (x.size ?? '').trim(), quality: (x.quality ?? '').trim(), per_image: x.per_image.trim().replace(/^\$/, '') }))

/** What a row is for: "1024x1024 hd". */
export const pictureName = (x: { size?: string; quality?: string }): string => [x.size, x.quality].filter(Boolean).join(' ')

export function Pictures({ rows, onChange, faults }: { rows: ImagePrice[]; onChange: (rows: ImagePrice[]) => void; faults: Record<string, string> }) {
  const set = (at: number, change: Partial<ImagePrice>) => onChange(rows.map((x, i) => (i === at ? { ...x, ...change } : x)))
  return (
    <fieldset className="price-tiers">
      <legend>{t('prices.pictures')}</legend>
      <p className="i3 sm">{t('prices.picturesHint')}</p>
      {rows.map((x, i) => (
        <div key={i} className="price-tier picture" role="group" aria-label={t('prices.picture', { n: count(i + 1) })}>
          <TextField label={t('prices.size')} mono placeholder={'1024x1024'} value={x.size ?? ''} onChange={(v) => set(i, { size: v })} error={faults[`images[${i}].size`]} />
          <TextField label={t('prices.quality')} mono placeholder={'hd'} value={x.quality ?? ''} onChange={(v) => set(i, { quality: v })} error={faults[`images[${i}].quality`]} />
          <TextField label={t('prices.field.per_image')} mono suffix="$" value={x.per_image} onChange={(v) => set(i, { per_image: v })} error={faults[`images[${i}].per_image`]} />
          <Button small kind="ghost" icon={X} label={t('prices.dropPicture', { n: count(i + 1) })} onClick={() => onChange(rows.filter((_, k) => k !== i))} />
        </div>
      ))}
      <Button small icon={Plus} onClick={() => onChange([...rows, { size: '', quality: rows.at(-1)?.quality ?? '', per_image: '' }])}>{t('prices.addPicture')}</Button>
    </fieldset>
  )
}
