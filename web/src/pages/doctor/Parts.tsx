import { A } from '../../app/address'
import { t } from '../../i18n'
import { Badge, type Tone } from '../../ui/Bits'
import { adviceOf, figureOf, type Part, partName } from './report'

const tones: Record<Part['state'], Tone> = { ok: 'ok', warn: 'warn', bad: 'bad', off: 'off' }

/** Where a part has a page of its own. */
const pages: Record<string, string> = { channels: '/channels' }

/** A line for each part of the machine: how it does, what was measured, what to do. */
export function Parts({ parts }: { parts: Part[] }) {
  return (
    <ul className="rows parts">
      {parts.map((p) => (
        <li key={p.name}>
          <b className="part-name">{pages[p.name] ? <A className="lk" to={pages[p.name] as string}>{partName(p.name)}</A> : partName(p.name)}</b>
          <Badge tone={tones[p.state]}>{t(`doctor.state.${p.state}`)}</Badge>
          <span className="sp part-figures"><span className="i2 n">{p.figures.map((f) => <span key={f.name}>{figureOf(f)}</span>)}</span>{p.finding && <span className={p.state === 'bad' ? 'bad' : p.state === 'warn' ? 'warn' : 'i3'}>{adviceOf(p)}</span>}</span>
        </li>
      ))}
    </ul>
  )
}
