// The report in words. What has no words of ours is shown by its name, so that a newer gateway can say more.
import { bytes, count, duration, exact } from '../../format'
import type { components } from '../../api/schema'
import { type Key, t } from '../../i18n'

export type Report = components['schemas']['CheckReport']
export type Part = components['schemas']['Part']
export type Figure = components['schemas']['PartFigure']
export type Drift = components['schemas']['Drift']

/** The text of a key that may not be there. */
const orElse = (key: string, other: string): string => { const text = t(key as Key); return text === key ? other : text }

export const checkName = (name: string): string => orElse(`doctor.check.${name.replaceAll(' ', '_')}`, name)
export const stepName = (name: string): string => orElse(`doctor.step.${name}`, name)
export const partName = (name: string): string => orElse(`doctor.part.${name}`, name)
export const adviceOf = (p: Part): string => (p.finding ? orElse(`doctor.advice.${p.finding}`, p.advice) : '')

const shown: Record<Figure['unit'], (f: Figure) => string> = {
  count: (f) => count(f.number), bytes: (f) => bytes(f.number), us: (f) => duration(f.number / 1000), time: (f) => exact(new Date(f.number * 1000).toISOString()), text: (f) => f.text,
}

export const figureOf = (f: Figure): string => `${orElse(`doctor.figure.${f.name}`, f.name)} ${shown[f.unit](f)}`

/** The whole report to paste somewhere. */
export function asText(r: Report): string {
  return [
    r.ok ? t('books.balance') : t('books.differ'),
    `${t('doctor.line', { accounts: count(r.accounts), entries: count(r.entries), drift: count(r.drift.length), lsn: count(r.applied_lsn) })}, ${r.time}`,
    ...r.drift.map((d) => `✗ ${checkName(d.check)}: ${d.where}: ${t('doctor.want')} ${d.want}, ${t('doctor.got')} ${d.got}`),
    ...r.parts.map((p) => `${t(`doctor.state.${p.state}`)} ${partName(p.name)}: ${p.figures.map(figureOf).join(', ')}${p.finding ? ` → ${adviceOf(p)}` : ''}`),
    ...r.checks.map((c) => `${c.ok ? '✓' : '✗'} ${checkName(c.name)}`),
  ].join('\n')
}
