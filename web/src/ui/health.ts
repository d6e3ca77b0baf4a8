import type { HealthSlot } from '../api/types'
import { count, dayTime, minute } from '../format'
import { t } from '../i18n'
import type { Tick } from './Strip'

const deadShare = 0.5

/** A slot is dead when more than half of its attempts failed, degraded when some did. */
export function tickOf(slot: HealthSlot, step: number): Tick {
  const at = Date.parse(slot.start)
  const time = `${dayTime(at)}–${minute(at + step)}`
  if (slot.attempts === 0) return { state: 'none', title: `${time}, ${t('health.none')}` }
  const state = slot.failed === 0 ? 'healthy' : slot.failed > slot.attempts * deadShare ? 'dead' : 'degraded'
  const kind = slot.error_kind ? `, ${slot.error_kind}` : ''
  return { state, title: `${time}, ${t('health.slot', { n: count(slot.failed), of: count(slot.attempts) })}${kind}` }
}
