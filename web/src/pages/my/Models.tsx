import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import type { MyModel } from '../../api/types'
import { useGo, useSearch, useSetSearch } from '../../app/address'
import { count, nano, price } from '../../format'
import { t } from '../../i18n'
import { Badge, Copy } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { FilterBar } from '../../ui/Filter'
import { Page } from '../../ui/Page'
import { Empty, Failed, NoMatch } from '../../ui/States'
import { type Column, Table } from '../../ui/Table'
import { myModelsQuery } from './queries'

type Amount = 'input' | 'output' | 'cache_read' | 'cache_write' | 'reasoning'

const amount = (f: Amount, wide?: boolean): Column<MyModel> => ({
  id: f, head: t(`prices.field.${f}`), width: '110px', right: true, wide, card: f === 'input' ? 'side' : undefined, sort: (m) => nano(m[f] || '0') ?? 0n,
  cell: (m) => (m[f] ? price(m[f]) : <span className="i3">{m.priced || f !== 'input' ? t('state.none') : t('prices.freeShort')}</span>),
})

export function Models() {
  const go = useGo()
  const search = useSearch()
  const setSearch = useSetSearch()
  const { data, error, refetch } = useQuery(myModelsQuery())
  const rows = useMemo(() => data?.items.filter((m) => !search.q || m.model.toLowerCase().includes(search.q.toLowerCase())), [data, search.q])
  const columns = useMemo(
    (): Column<MyModel>[] => [
      { id: 'model', head: t('prices.model'), sort: (m) => m.model, card: 'title', cell: (m) => <Copy text={m.model} short={false} /> },
      { id: 'state', head: t('tokens.col.state'), width: '130px', sort: (m) => String(m.available), cell: (m) => <Badge tone={m.available ? 'ok' : 'bad'}>{m.available ? t('my.available') : t('my.unavailable')}</Badge> },
      amount('input'), amount('output'), amount('cache_read'), amount('cache_write'), amount('reasoning'),
      { id: 'tiers', head: t('prices.tiers'), width: '230px', right: true, cell: (m) => (m.tiers.length > 0 ? m.tiers.map((x) => t('prices.above', { n: count(x.above_tokens) })).join(', ') : <span className="i3">{t('state.none')}</span>) },
      { id: 'try', head: '', name: t('my.try'), width: '80px', right: true, cell: (m) => <Button small onClick={() => go('/playground', { model: m.model })}>{t('my.try')}</Button> },
    ],
    [go],
  )
  return (
    <Page fixed title={t('nav.models')}>
      <div className="listing">
        <FilterBar fields={[]} hint={t('prices.hint')} end={data && t('my.yourPrices', { group: data.group })} />
        {error ? <Failed error={error} onRetry={refetch} /> : <Table label={t('nav.models')} columns={columns} rows={rows} id={(m) => m.model} empty={search.q ? <NoMatch hidden={data?.items.length} onClear={() => setSearch({ q: undefined })} /> : <Empty>{t('my.noModels')}</Empty>} />}
      </div>
    </Page>
  )
}
