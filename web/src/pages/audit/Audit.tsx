import { useInfiniteQuery } from '@tanstack/react-query'
import { Download, ShieldCheck } from 'lucide-react'
import { useMemo } from 'react'

import { api, get, problemOf, raw } from '../../api/client'
import type { AuditEntry } from '../../api/types'
import { A, useGo, useParam, useSearch, useSetSearch } from '../../app/address'
import { count, dayTime, exact } from '../../format'
import { t } from '../../i18n'
import { Copy, Facts, Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Drawer } from '../../ui/Drawer'
import { FilterBar, filtered, type FilterField } from '../../ui/Filter'
import { Menu } from '../../ui/Menu'
import { Page } from '../../ui/Page'
import { RangePicker, useRange } from '../../ui/Range'
import { saveFile } from '../../ui/save'
import { Empty, Failed, NoMatch } from '../../ui/States'
import { type Column, Table } from '../../ui/Table'
import { say, sayError } from '../../ui/Toast'
import { diffOf } from './diff'

const who = (e: AuditEntry): string => e.actor.name || e.actor.id || t(`audit.kind.${e.actor.kind}`)

/** Pages of the console that show an object. */
const shown = new Set(['channels', 'tokens', 'users', 'prices', 'routes'])

function Target({ object }: { object: string }) {
  const [kind = '', id = ''] = object.split('/')
  return shown.has(kind) && id ? <A className="lk m" to={`/${kind}/${id}`}>{object}</A> : <span className="m">{object || t('state.none')}</span>
}

const columnsNow = (): Column<AuditEntry>[] => [
  { id: 'time', head: t('logs.col.time'), width: '150px', card: 'line', cell: (e) => <time title={exact(e.time)}>{dayTime(e.time)}</time> },
  { id: 'who', head: t('audit.who'), width: '190px', card: 'side', cell: (e) => who(e) },
  { id: 'action', head: t('audit.action'), width: '210px', card: 'title', cell: (e) => <span className="m">{e.action}</span> },
  { id: 'object', head: t('audit.object'), cell: (e) => <span className="m el">{e.object}</span> },
  { id: 'ip', head: t('logs.field.ip'), width: '140px', wide: true, cell: (e) => e.ip || <span className="i3">{t('state.none')}</span> },
]

export function Audit() {
  const id = useParam('id')
  const go = useGo()
  const search = useSearch()
  const setSearch = useSetSearch()
  const range = useRange('30d')
  const query = useMemo(() => ({ actor: search.actor, object: search.object, action: search.action ?? search.q, from: range.from.toISOString(), ...(range.id ? {} : { to: range.to.toISOString() }) }), [search, range])
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['audit', query],
    queryFn: ({ pageParam }) => get(api.GET('/api/audit', { params: { query: { ...query, limit: 100, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })
  const columns = useMemo(columnsNow, [])
  const fields: FilterField[] = [{ id: 'actor', label: t('audit.who') }, { id: 'action', label: t('audit.action') }, { id: 'object', label: t('audit.object') }]
  const rows = data?.pages.flatMap((p) => p.items)
  const at = rows?.findIndex((e) => String(e.seq) === id) ?? -1
  const entry = rows?.[at]
  const open = (e: AuditEntry | undefined) => e && go(`/audit/${e.seq}`, 'keep')
  const verify = async () => {
    try {
      const r = await get(api.GET('/api/audit/verify'))
      if (r.ok) say(t('audit.verified', { n: count(r.entries) }))
      else sayError(new Error(r.problem))
    } catch (e) {
      sayError(e)
    }
  }
  const save = async (format: 'csv' | 'jsonl') => {
    try {
      const params = new URLSearchParams(Object.entries({ ...query, format }).flatMap(([k, v]): [string, string][] => (v ? [[k, v]] : [])))
      const response = await raw(`/api/audit/export?${params.toString()}`)
      if (!response.ok) throw await problemOf(response)
      saveFile(`audit.${format}`, await response.blob(), 'text/plain')
    } catch (e) {
      sayError(e)
    }
  }
  return (
    <Page
      fixed title={t('nav.audit')}
      actions={<><RangePicker range={range} /><Menu label={t('logs.export')} className="btn ico" button={<Download />} items={[{ label: t('statement.csv'), run: () => save('csv') }, { label: t('statement.jsonl'), run: () => save('jsonl') }]} /><Button icon={ShieldCheck} onClick={verify}><span className="no-phone">{t('audit.verify')}</span></Button></>}
    >
      <div className="listing">
        <FilterBar fields={fields} hint={t('audit.hint')} end={t('audit.fixed')} />
        {error ? <Failed error={error} onRetry={refetch} /> : (
          <Table
            label={t('nav.audit')} columns={columns} rows={rows} id={(e) => String(e.seq)} fixedOrder open={id} onOpen={open} onEnd={() => { if (hasNextPage && !isFetchingNextPage) void fetchNextPage() }} loadingMore={isFetchingNextPage}
            empty={filtered(search, fields).length > 0 || search.q ? <NoMatch onClear={() => setSearch({ q: undefined, actor: undefined, object: undefined, action: undefined }, true)} /> : <Empty>{t('audit.none')}</Empty>}
          />
        )}
      </div>
      {entry && <Entry entry={entry} onClose={() => go('/audit', 'keep')} onPrevious={at > 0 ? () => open(rows?.[at - 1]) : undefined} onNext={rows && at < rows.length - 1 ? () => open(rows[at + 1]) : undefined} />}
    </Page>
  )
}

function Entry({ entry: e, onClose, onPrevious, onNext }: { entry: AuditEntry; onClose: () => void; onPrevious?: () => void; onNext?: () => void }) {
  const changes = diffOf(e.before, e.after)
  return (
    <Drawer label={e.action} title={<span className="m">{e.action}</span>} sub={`${who(e)} · ${dayTime(e.time)}`} onClose={onClose} onPrevious={onPrevious} onNext={onNext}>
      <Facts
        rows={[
          ['audit.object', <Target key="o" object={e.object} />], ['audit.who', `${who(e)} (${t(`audit.kind.${e.actor.kind}`)})`], ['logs.field.ip', e.ip || t('state.none')],
          ['logs.col.time', exact(e.time)], ['audit.number', count(e.seq)], ['audit.hash', <Copy key="h" text={e.hash} />],
        ]}
      />
      <Panel title={t('audit.changes')}>
        {changes.length === 0 ? <p className="panel-in i3">{t('audit.noChanges')}</p> : (
          <div className="scroll">
            <table className="tbl changes">
              <thead><tr><th scope="col">{t('audit.field')}</th><th scope="col">{t('audit.before')}</th><th scope="col">{t('audit.after')}</th></tr></thead>
              <tbody>{changes.map((c) => <tr key={c.path}><th scope="row" className="m">{c.path}</th><td className="m i3">{c.before ?? t('state.none')}</td><td className="m">{c.after ?? t('state.none')}</td></tr>)}</tbody>
            </table>
          </div>
        )}
      </Panel>
    </Drawer>
  )
}
