// The columns of the list of channels.
import { Copy as CopyIcon, Ellipsis, FileCode, Pencil, Play, ScrollText } from 'lucide-react'

import type { Channel, ChannelLine } from '../../api/types'
import { count, duration, money, nano } from '../../format'
import { t } from '../../i18n'
import { copyText, HealthBadge, Mono, Switch } from '../../ui/Bits'
import { tickOf } from '../../ui/health'
import { InlineNumber } from '../../ui/Inline'
import { Margin, marginOrder } from '../../ui/Margin'
import { success } from '../../ui/measure'
import { Menu } from '../../ui/Menu'
import { Strip } from '../../ui/Strip'
import type { Column } from '../../ui/Table'
import type { Part } from './change'
import { stateOf } from './state'
import { TestCell } from './TestBar'
import type { Run } from './testing'
import { yamlOf } from './yaml'

const hour = 3600e3
const most = 1_000_000

export type Acts = {
  change: (c: Channel, part: Part) => void
  test: (c: Channel) => void
  go: (path: string, search?: Record<string, string | undefined>) => void
  tag: (tag: string) => void
}

const ranks: Record<Run['state'], number> = { failed: 0, running: 1, waiting: 2, left: 3, answered: 4 }

const testColumn = (runs: Map<string, Run>): Column<Channel> => ({
  id: 'test', head: t('channels.test'), width: '104px', card: 'line', cell: (c) => <TestCell run={runs.get(c.id)} />,
  sort: (c) => { const r = runs.get(c.id); return r ? ranks[r.state] * 1e9 + (r.result?.duration_ms ?? 0) : 9e9 },
})

export const columnsNow = (lines: Map<string, ChannelLine>, runs: Map<string, Run>, acts: Acts, testing: boolean): Column<Channel>[] =>
  allColumns(lines, runs, acts, testing).filter((c) => runs.size === 0 || !leftOut.includes(c.id))

/** What the tests' column takes the place of. */
const leftOut = ['ttft', 'calls', 'tags']

const allColumns = (lines: Map<string, ChannelLine>, runs: Map<string, Run>, acts: Acts, testing: boolean): Column<Channel>[] => [
  {
    id: 'name', head: t('channels.col.channel'), sort: (c) => c.name, card: 'title',
    cell: (c) => (
      <div className="cell2">
        <Mono provider={c.provider} />
        <div>
          <b className="el">{c.name}</b>
          <small className="el">{c.provider} · {c.models.length > 0 ? t('channels.models', { n: count(c.models.length) }) : t('channels.noModels')}</small>
        </div>
      </div>
    ),
  },
  { id: 'health', head: t('channels.col.health'), width: '100px', sort: (c) => stateOf(c), card: 'side', cell: (c) => <HealthBadge state={stateOf(c)} /> },
  ...(runs.size > 0 ? [testColumn(runs)] : []),
  { id: 'strip', head: t('channels.day'), width: '140px', cell: (c) => <Strip ticks={lines.get(c.id)?.slots.map((s) => tickOf(s, hour)) ?? []} /> },
  {
    id: 'success', head: t('overview.success'), width: '76px', right: true, sort: (c) => { const l = lines.get(c.id); return l?.attempts ? 1 - l.failed / l.attempts : 2 },
    cell: (c) => { const l = lines.get(c.id); return l ? <span className={c.health.state === 'dead' ? 'bad' : c.health.state === 'degraded' ? 'warn' : undefined}>{success(l.attempts, l.failed)}</span> : null },
  },
  { id: 'ttft', head: t('overview.ttft'), width: '72px', right: true, sort: (c) => lines.get(c.id)?.total.ttft_p50_ms ?? 0, cell: (c) => { const ms = lines.get(c.id)?.total.ttft_p50_ms; return ms ? <span className="i2">{duration(ms)}</span> : '' }, wide: true },
  { id: 'calls', head: t('tokens.col.calls'), width: '64px', right: true, sort: (c) => lines.get(c.id)?.total.requests ?? 0, cell: (c) => <span className="i2">{count(lines.get(c.id)?.total.requests ?? 0)}</span>, wide: true },
  { id: 'cost', head: t('measure.cost'), width: '92px', right: true, sort: (c) => nano(lines.get(c.id)?.total.cost ?? '0') ?? 0n, cell: (c) => { const l = lines.get(c.id); return l ? money(l.total.cost) : '' } },
  { id: 'margin', head: t('measure.margin'), width: '76px', right: true, sort: (c) => marginOrder(lines.get(c.id)?.total), cell: (c) => { const l = lines.get(c.id); return l ? <Margin of={l.total} /> : '' }, wide: true },
  {
    id: 'keys', head: t('channels.col.keys'), width: '56px', right: true, sort: (c) => c.keys.length, wide: true,
    cell: (c) => {
      const on = c.keys.filter((k) => k.status === 'enabled').length
      return <span className={on < c.keys.length ? 'bad' : 'i2'}>{on === c.keys.length ? on : `${on}/${c.keys.length}`}</span>
    },
  },
  { id: 'priority', head: t('channels.col.priority'), width: '76px', right: true, sort: (c) => c.priority, cell: (c) => <InlineNumber value={c.priority} label={t('channels.priorityOf', { name: c.name })} min={-most} max={most} onChange={(priority) => acts.change(c, { priority })} />, wide: true },
  { id: 'weight', head: t('channels.col.weight'), width: '68px', right: true, sort: (c) => c.weight, cell: (c) => <InlineNumber value={c.weight} label={t('channels.weightOf', { name: c.name })} min={0} max={most} onChange={(weight) => acts.change(c, { weight })} />, wide: true },
  { id: 'tags', head: t('channels.col.tags'), width: '92px', cell: (c) => <span className="row tags">{c.tags.map((x) => <button key={x} type="button" className="chip" onClick={() => acts.tag(x)}>{x}</button>)}</span>, wide: true },
  {
    id: 'act', head: <span className="vh">{t('app.more')}</span>, name: t('app.more'), width: '104px', right: true, wide: true,
    cell: (c) => (
      <span className="row acts">
        <Switch on={c.enabled} label={c.enabled ? t('channels.disableOne', { name: c.name }) : t('channels.enableOne', { name: c.name })} onChange={(enabled) => acts.change(c, { enabled })} />
        <Menu
          label={t('channels.more', { name: c.name })} button={<Ellipsis />} className="btn gh sm ico"
          items={[
            { label: t('channels.test'), icon: Play, disabled: testing || c.models.length === 0, run: () => acts.test(c) },
            { label: t('channels.edit'), icon: Pencil, run: () => acts.go(`/channels/${c.id}/edit`) },
            { label: t('channels.copy'), icon: CopyIcon, run: () => acts.go('/channels/new', { from: c.id }) },
            { label: t('channels.yaml'), icon: FileCode, run: () => copyText(yamlOf(c)) },
            { label: t('channels.logs'), icon: ScrollText, run: () => acts.go('/logs', { channel: c.id }) },
          ]}
        />
      </span>
    ),
  },
]
