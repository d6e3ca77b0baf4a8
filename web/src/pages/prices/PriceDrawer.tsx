import { useQuery } from '@tanstack/react-query'
import { Pencil, Tags } from 'lucide-react'
import { useState } from 'react'

import { groupsQuery } from '../../api/queries'
import type { Model, Price } from '../../api/types'
import { count, dayTime, exact, exactMoney, price as shown } from '../../format'
import { t } from '../../i18n'
import { Badge, Copy, Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Drawer } from '../../ui/Drawer'
import { SelectField, TextField } from '../../ui/Form'
import { costOf, type Field, type Line, tokenFields, unitFields } from './price'
import { PriceForm } from './PriceForm'

type DrawerProps = { model: string; lines: Line[]; known: Model | undefined; channelName: (id: string) => string; onClose: () => void; onPrevious?: () => void; onNext?: () => void }

export function PriceDrawer({ model, lines, known, channelName, onClose, onPrevious, onNext }: DrawerProps) {
  const [editing, setEditing] = useState(false)
  const sale = lines.find((l) => l.kind === 'sale')
  const now = sale?.current?.retired ? undefined : sale?.current
  return (
    <Drawer
      label={model} title={<span className="m">{model}</span>} sub={known ? t('prices.servedBy', { n: count(known.channels.filter((c) => c.enabled).length) }) : t('prices.pattern')} icon={<span className="mono l"><Tags /></span>}
      onClose={onClose} onPrevious={onPrevious} onNext={onNext} actions={<><Copy text={model}>{''}</Copy><Button kind="primary" small icon={Pencil} onClick={() => setEditing(true)}>{now ? t('prices.edit') : t('prices.set')}</Button></>}
    >
      {!now && <p className="note warn">{known?.priced ? t('prices.byPattern', { pattern: known.price }) : t('prices.refused')}</p>}
      {now && (now.free ? <p className="note">{t('prices.isFree')}</p> : <Amounts price={now} />)}
      {now && !now.free && <Calculator price={now} />}
      {lines.filter((l) => l.kind === 'sale' || l.current).map((l) => <Versions key={l.id} line={l} title={l.kind === 'sale' ? t('prices.versions') : t('prices.bought', { where: l.channel ? channelName(l.channel) : l.provider })} />)}
      {editing && <PriceForm model={model} price={now} onClose={() => setEditing(false)} />}
    </Drawer>
  )
}

function Amounts({ price: p }: { price: Price }) {
  const given = (f: Field) => p[f] !== null && p[f] !== undefined
  return (
    <Panel title={t('prices.now')} note={t('prices.perMillionLong')}>
      <dl className="kv panel-in">
        {tokenFields.filter(given).map((f) => <div key={f}><dt>{t(`prices.field.${f}`)}</dt><dd className="n">{shown(p[f] ?? '')} {t('prices.perMillion')}</dd></div>)}
        {unitFields.filter(given).map((f) => <div key={f}><dt>{t(`prices.field.${f}`)}</dt><dd className="n">{shown(p[f] ?? '')}</dd></div>)}
        {p.tiers.map((x) => <div key={x.above_tokens}><dt>{t('prices.above', { n: count(x.above_tokens) })}</dt><dd className="n">{shown(x.input ?? p.input ?? '0')} / {shown(x.output ?? p.output ?? '0')} {t('prices.perMillion')}</dd></div>)}
      </dl>
    </Panel>
  )
}

function Calculator({ price: p }: { price: Price }) {
  const groups = useQuery(groupsQuery()).data ?? []
  const [input, setInput] = useState('10000')
  const [cached, setCached] = useState('0')
  const [output, setOutput] = useState('1000')
  const [group, setGroup] = useState('')
  const n = (s: string) => (/^\d{1,12}$/.test(s) ? Number(s) : 0)
  const g = groups.find((x) => x.name === group) ?? groups[0]
  const multiplier = g?.price_multiplier ?? '1'
  return (
    <Panel title={t('prices.calculator')}>
      <div className="panel-in stack">
        <div className="two-fields">
          <TextField label={t('prices.tokensIn')} type="number" value={input} onChange={setInput} />
          <TextField label={t('prices.tokensCached')} type="number" value={cached} onChange={setCached} />
          <TextField label={t('prices.tokensOut')} type="number" value={output} onChange={setOutput} />
          <SelectField label={t('users.group')} value={g?.name ?? ''} onChange={setGroup} choices={groups.map((x): [string, string] => [x.name, `${x.name} × ${x.price_multiplier ?? '1'}`])} />
        </div>
        <p className="read n">{t('prices.costs')} <b>{exactMoney(costOf(p, { input: n(input), cached: n(cached), output: n(output) }, multiplier))}</b></p>
      </div>
    </Panel>
  )
}

function Versions({ line, title }: { line: Line; title: string }) {
  return (
    <Panel title={title} note={t('prices.nVersions', { n: count(line.versions.length) })}>
      <ul className="rows">
        {line.versions.map((v) => (
          <li key={v.id}>
            <span className="lane-name sp"><span className="n">{v.retired ? t('prices.retired') : v.free ? t('prices.isFree') : v.input ? `${shown(v.input)} / ${shown(v.output ?? '0')}` : t('prices.otherUnits')}</span><small className="i3"><time title={exact(v.effective_from ?? '')}>{t('prices.since', { time: dayTime(v.effective_from ?? '') })}</time> · <span className="m">{v.id}</span></small></span>
            {v === line.current ? <Badge tone="ok">{t('prices.inForce')}</Badge> : Date.parse(v.effective_from ?? '') > Date.now() ? <Badge tone="warn">{t('prices.toCome')}</Badge> : <span className="i3 sm">{t('prices.past')}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
