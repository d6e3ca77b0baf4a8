// Health over time as ticks: they differ in height as well as in colour.
import { t } from '../i18n'

export type Tick = { state: 'healthy' | 'degraded' | 'dead' | 'none'; title?: string }

const cls = { healthy: '', degraded: 'w', dead: 'd', none: 'x' }

/** Runs of the same state, as words. */
function inWords(ticks: Tick[]): string {
  const runs: [Tick['state'], number][] = []
  for (const { state } of ticks) {
    const last = runs.at(-1)
    if (last && last[0] === state) last[1]++
    else runs.push([state, 1])
  }
  return t('health.strip', { parts: runs.map(([s, n]) => `${n} ${t(`health.${s}`)}`).join(', ') })
}

export function Strip({ ticks, tall, onPick }: { ticks: Tick[]; tall?: boolean; onPick?: (i: number) => void }) {
  return (
    <span className={`strip${tall ? ' tall' : ''}`} role="img" aria-label={inWords(ticks)}>
      {ticks.map((x, i) => <i key={i} className={cls[x.state]} title={x.title} onClick={onPick && (() => onPick(i))} />)}
    </span>
  )
}
