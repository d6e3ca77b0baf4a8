// Prices of calls with longer prompts: each from a length on, with the rates that differ.
import { Plus, X } from 'lucide-react'

import type { PriceTier } from '../../api/types'
import { count } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Form'

const fields = ['input', 'output', 'cache_read', 'cache_write', 'reasoning'] as const

/** As the API takes them: without dollar signs, and null where nothing was typed. */
export const given = (tiers: PriceTier[]): PriceTier[] =>
  tiers.map((x) => ({ ...x, ...Object.fromEntries(fields.map((f) => [f, (x[f] ?? '').trim().replace(/^\$/, '') || null])) }))

export function Tiers({ tiers, onChange, faults }: { tiers: PriceTier[]; onChange: (tiers: PriceTier[]) => void; faults: Record<string, string> }) {
  const set = (at: number, change: Partial<PriceTier>) => onChange(tiers.map((x, i) => (i === at ? { ...x, ...change } : x)))
  const last = tiers.at(-1)
  const add = () => onChange([...tiers, { ...last, above_tokens: last ? last.above_tokens * 2 : 200_000 }])
  return (
    <fieldset className="price-tiers">
      <legend>{t('prices.tiersLong')}</legend>
      {tiers.map((x, i) => (
        <div key={i} className="price-tier" role="group" aria-label={t('prices.tier', { n: count(i + 1) })}>
          <TextField label={t('prices.aboveTokens')} type="number" value={String(x.above_tokens || '')} onChange={(v) => set(i, { above_tokens: Math.max(0, Math.trunc(Number(v)) || 0) })} error={faults[`tiers[${i}].above_tokens`]} />
          {fields.map((f) => <TextField key={f} label={t(`prices.field.${f}`)} mono value={x[f] ?? ''} onChange={(v) => set(i, { [f]: v })} error={faults[`tiers[${i}].${f}`]} />)}
          <Button small kind="ghost" icon={X} label={t('prices.dropTier', { n: count(i + 1) })} onClick={() => onChange(tiers.filter((_, k) => k !== i))} />
        </div>
      ))}
      <Button small icon={Plus} onClick={add}>{t('prices.addTier')}</Button>
    </fieldset>
  )
}
