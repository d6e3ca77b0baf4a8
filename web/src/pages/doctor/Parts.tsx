import { t } from '../../i18n'
import { Badge, type Tone } from '../../ui/Bits'
import { adviceOf, figureOf, type Part, partName } from './report'

const tones: Record<Part['state'], Tone> = { ok: 'ok', warn: 'warn', bad: 'bad', off: 'off' }

/** A line for each part of the machine: how it does, what was measured, what to do. */
export function Parts({ parts }: { parts: Part[] }) {
  return (
    <ul className="rows parts">
      {parts.map((p) => (
        <li key={p.name}>
          <b className="part-name">{partName(p.name)}</b>
          <Badge tone={tones[p.state]}>{t(`doctor.state.${p.state}`)}</Badge>
          <span className="sp part-figures"><span className="i2 n">{p.figures.map((f) => <span key={f.name}>{figureOf(f)}</span>)}</span>{p.finding && <span className={p.state === 'bad' ? 'bad' : p.state === 'warn' ? 'warn' : 'i3'}>{adviceOf(p)}</span>}</span>
        </li>
      ))}
    </ul>
  )
}
