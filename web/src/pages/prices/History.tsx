// The versions of one name, newest first, each with what it changed.
import { useState } from 'react'

import type { Price } from '../../api/types'
import { count, dayTime, exact, price as shown } from '../../format'
import { type Key, t } from '../../i18n'
import { Badge, Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { type Difference, differences, type Line } from './price'

const amount = (v: string | null): string => (v === null ? t('state.none') : /^\d+(\.\d+)?$/.test(v) ? shown(v) : v)

/** A field's name: "tiers[1].input" is that of the second tier, "images[2k hd]" a row of pictures. */
function nameOf(field: string): string {
  const tier = /^tiers\[(\d+)\]\.(.*)$/.exec(field)
  if (tier) return `${t('prices.tier', { n: count(Number(tier[1]) + 1) })}: ${tier[2] === 'above_tokens' ? t('prices.aboveTokens') : t(`prices.field.${tier[2]}` as Key)}`
  const picture = /^images\[(.*)\]$/.exec(field)
  if (picture) return t('prices.pictureOf', { what: picture[1] ?? '' })
  const key = `prices.field.${field}` as Key
  return t(key) === key ? field : t(key)
}

export function History({ line, title, onReuse }: { line: Line; title: string; onReuse?: (p: Price) => void }) {
  return (
    <Panel title={title} note={t('prices.nVersions', { n: count(line.versions.length) })}>
      <ol className="rows">
        {line.versions.map((v, i) => <Version key={v.id} version={v} before={line.versions[i + 1]} current={v === line.current} onReuse={onReuse} />)}
      </ol>
    </Panel>
  )
}

function Version({ version: v, before, current, onReuse }: { version: Price; before: Price | undefined; current: boolean; onReuse?: (p: Price) => void }) {
  const [open, setOpen] = useState(false)
  const changed = differences(before, v)
  const toCome = Date.parse(v.effective_from ?? '') > Date.now()
  return (
    <li className="version">
      <span className="lane-name sp">
        <span className="n">{v.retired ? t('prices.retired') : v.free ? t('prices.isFree') : v.input ? `${shown(v.input)} / ${shown(v.output ?? '0')}` : t('prices.otherUnits')}</span>
        <small className="i3"><time title={exact(v.effective_from ?? '')}>{t('prices.since', { time: dayTime(v.effective_from ?? '') })}</time> · <span className="m">{v.id}</span></small>
      </span>
      {current ? <Badge tone="ok">{t('prices.inForce')}</Badge> : toCome ? <Badge tone="warn">{t('prices.toCome')}</Badge> : <span className="i3 sm">{t('prices.past')}</span>}
      <Button small kind="ghost" pressed={open} onClick={() => setOpen(!open)}>{before ? t('prices.changes', { n: count(changed.length) }) : t('prices.first')}</Button>
      {open && (
        <div className="diff version-diff">
          <dl>{changed.map((d: Difference) => <div key={d.field}><dt className="i3">{nameOf(d.field)}</dt><dd className="n">{before && <><s className="i3">{amount(d.before)}</s> → </>}<b>{amount(d.after)}</b></dd></div>)}</dl>
          {onReuse && !current && !v.retired && <Button small onClick={() => onReuse(v)}>{t('prices.reuse')}</Button>}
        </div>
      )}
    </li>
  )
}
