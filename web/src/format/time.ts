import { lang, locale, t } from '../i18n'

/** The zone that times are shown in: this machine's, or UTC. */
export type Zone = 'local' | 'utc'

const zone = { name: 'local' as Zone }

/** Chooses the zone of every time on the page. */
export const setZone = (z: Zone): void => void (zone.name = z)

const timeZone = (): string | undefined => (zone.name === 'utc' ? 'UTC' : undefined)

/** The zone by name, as people write it. */
export const zoneName = (): string => timeZone() ?? Intl.DateTimeFormat().resolvedOptions().timeZone

const formats = new Map<string, Intl.DateTimeFormat>()

function format(d: Date, options: Intl.DateTimeFormatOptions): string {
  const id = `${locale()} ${timeZone()} ${JSON.stringify(options)}`
  let f = formats.get(id)
  if (!f) formats.set(id, (f = new Intl.DateTimeFormat(locale(), { ...options, timeZone: timeZone(), hourCycle: 'h23' })))
  return f.format(d)
}

const date = (v: string | number | Date): Date => new Date(v)

/** 19:46:41 */
export const clock = (v: string | number | Date): string => format(date(v), { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** 19:46 */
export const minute = (v: string | number | Date): string => format(date(v), { hour: '2-digit', minute: '2-digit' })

/** The milliseconds of a time: .208 */
export const millis = (v: string | number | Date): string => `.${String(date(v).getUTCMilliseconds()).padStart(3, '0')}`

/** 22 Nov, 11月22日 */
export const day = (v: string | number | Date): string => format(date(v), lang() === 'zh' ? { month: 'long', day: 'numeric' } : { day: 'numeric', month: 'short' })

/** 22 Nov 2026, 2026年11月22日 */
export const fullDay = (v: string | number | Date): string =>
  format(date(v), lang() === 'zh' ? { year: 'numeric', month: 'long', day: 'numeric' } : { day: 'numeric', month: 'short', year: 'numeric' })

/** Sun, 周日 */
export const weekday = (v: string | number | Date): string => format(date(v), { weekday: 'short' })

/** 22 Nov 19:46, 11月22日 19:46 */
export const dayTime = (v: string | number | Date): string => `${day(v)} ${minute(v)}`

/** Absolute, but relative below one minute; today without the day. */
export function when(v: string | number | Date, now = Date.now()): string {
  const age = (now - date(v).getTime()) / 1000
  if (age >= 0 && age < 60) return t('time.secondsAgo', { n: Math.floor(age) })
  if (day(v) === day(now) && Math.abs(age) < 86_400) return clock(v)
  return Math.abs(age) < 300 * 86_400 ? dayTime(v) : fullDay(v)
}

/** RFC 3339 with the offset, for titles. */
export function exact(v: string | number | Date): string {
  const d = date(v)
  const off = zone.name === 'utc' ? 0 : -d.getTimezoneOffset()
  const local = new Date(d.getTime() + off * 60_000).toISOString().replace('Z', '')
  const sign = off < 0 ? '-' : '+'
  const abs = Math.abs(off)
  return off === 0 ? `${local}Z` : `${local}${sign}${String(Math.floor(abs / 60)).padStart(2, '0')}:${String(abs % 60).padStart(2, '0')}`
}
