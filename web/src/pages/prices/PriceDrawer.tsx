import { useQuery } from '@tanstack/react-query'
import { Pencil, Tags } from 'lucide-react'
import { useState } from 'react'

import { groupsQuery } from '../../api/queries'
import type { Model, Price } from '../../api/types'
import { count, exactMoney, price as shown } from '../../format'
import { t } from '../../i18n'
import { Copy, Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Drawer } from '../../ui/Drawer'
import { SelectField, TextField } from '../../ui/Form'
import { History } from './History'
import { costOf, type Field, type Line, tokenFields, unitFields } from './price'
import { belowCost, type Cost } from './margin'
import { pictureName } from './Pictures'
import { PriceForm } from './PriceForm'

type DrawerProps = { model: string; lines: Line[]; costs: Cost[]; known: Model | undefined; channelName: (id: string) => string; onClose: () => void; onPrevious?: () => void; onNext?: () => void }

export function PriceDrawer({ model, lines, costs, known, channelName, onClose, onPrevious, onNext }: DrawerProps) {
  const [editing, setEditing] = useState(false)
  const [reused, setReused] = useState<Price>()
  const sale = lines.find((l) => l.kind === 'sale')
  const now = sale?.current?.retired ? undefined : sale?.current
  return (
    <Drawer
      label={model} title={<span className="m">{model}</span>} sub={known ? t('prices.servedBy', { n: count(known.channels.filter((c) => c.enabled).length) }) : t('prices.pattern')} icon={<span className="mono l"><Tags /></span>}
      onClose={onClose} onPrevious={onPrevious} onNext={onNext} actions={<><Copy text={model}>{''}</Copy><Button kind="primary" small icon={Pencil} onClick={() => setEditing(true)}>{now ? t('prices.edit') : t('prices.set')}</Button></>}
    >
      {!now && <p className="note warn">{known?.priced ? t('prices.byPattern', { pattern: known.price }) : t('prices.refused')}</p>}
      {now && (now.free ? <p className="note">{t('prices.isFree')}</p> : <Amounts price={now} />)}
      {costs.length > 0 && <Costs costs={costs} price={now} />}
      {now && !now.free && <Calculator price={now} />}
      {lines.filter((l) => l.kind === 'sale' || l.current).map((l) => <History key={l.id} line={l} onReuse={l.kind === 'sale' ? setReused : undefined} title={l.kind === 'sale' ? t('prices.versions') : t('prices.bought', { where: l.channel ? channelName(l.channel) : l.provider })} />)}
      {editing && <PriceForm model={model} price={now} onClose={() => setEditing(false)} />}
      {reused && <PriceForm model={model} price={now} kept={reused} onClose={() => setReused(undefined)} />}
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
        {p.images?.map((x) => <div key={pictureName(x)}><dt>{t('prices.pictureOf', { what: pictureName(x) })}</dt><dd className="n">{shown(x.per_image)}</dd></div>)}
        {p.tiers.map((x) => <div key={x.above_tokens}><dt>{t('prices.above', { n: count(x.above_tokens) })}</dt><dd className="n">{shown(x.input ?? p.input ?? '0')} / {shown(x.output ?? p.output ?? '0')} {t('prices.perMillion')}</dd></div>)}
      </dl>
    </Panel>
  )
}

/** What each channel charges, and where that is more than the price takes. */
function Costs({ costs, price }: { costs: Cost[]; price: Price | undefined }) {
  return (
    <Panel title={t('prices.costsOf')}>
      <ul className="rows">
        {costs.map((c) => {
          const below = price ? belowCost(price, [c]) : []
          return (
            <li key={c.channel}>
              <span className="lane-name sp"><span>{c.channel}</span>{below.length > 0 && <small className="bad">{t('prices.belowIn', { fields: below.map((f) => t(`prices.field.${f}`)).join(', ') })}</small>}{c.published && <small className="i3">{t('prices.published')}</small>}</span>
              <span className="n">{c.price ? `${shown(c.price.input ?? '0')} / ${shown(c.price.output ?? '0')}` : t('prices.unknownCost')}</span>
            </li>
          )
        })}
      </ul>
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
