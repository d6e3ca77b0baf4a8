import { useQuery, useQueryClient } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'

import { api, get } from '../../api/client'
import type { Channel } from '../../api/types'
import { A, useGo } from '../../app/address'
import { count } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { say, sayError } from '../../ui/Toast'

export function ModelsTab({ channel: c }: { channel: Channel }) {
  const client = useQueryClient()
  const go = useGo()
  const priced = useQuery({ queryKey: ['models'], queryFn: () => get(api.GET('/api/models')) }).data?.items
  const fetchAll = async () => {
    try {
      const { models } = await get(api.GET('/api/channels/{id}/upstream-models', { params: { path: { id: c.id } } }))
      const added = models.filter((m) => !c.models.includes(m) && !Object.values(c.model_mapping).includes(m))
      if (added.length === 0) {
        say(t('channels.nothingNew', { n: count(models.length) }))
        return
      }
      await get(api.PATCH('/api/channels/{id}', { params: { path: { id: c.id } }, body: { models: [...c.models, ...added] } as never }))
      await client.invalidateQueries({ queryKey: ['channels'] })
      say(t('channels.added', { n: count(added.length) }), () => void restore())
    } catch (e) {
      sayError(e)
    }
  }
  const restore = async () => {
    await get(api.PATCH('/api/channels/{id}', { params: { path: { id: c.id } }, body: { models: c.models } as never })).catch(sayError)
    await client.invalidateQueries({ queryKey: ['channels'] })
  }
  return (
    <>
      <div className="row"><Button small icon={RefreshCw} onClick={fetchAll}>{t('channels.fetchNew')}</Button><Button small onClick={() => go(`/channels/${c.id}/edit`)}>{t('channels.edit')}</Button></div>
      <div className="panel">
        <table className="tbl">
          <thead><tr><th>{t('logs.field.model')}</th><th>{t('call.upstreamModel')}</th><th className="r">{t('channels.price')}</th></tr></thead>
          <tbody>
            {c.models.map((m) => {
              const known = priced?.find((x) => x.model === m)
              return (
                <tr key={m}>
                  <td className="el"><A to={`/routes/${encodeURIComponent(m)}`}>{m}</A></td>
                  <td className="el i3">{c.model_mapping[m] ?? m}</td>
                  <td className="r">{known && (known.priced ? <A className="i2" to={`/prices/${encodeURIComponent(known.price)}`}>{known.price}</A> : <A className="lk" to={`/prices/${encodeURIComponent(m)}`}>{t('overview.act.price')}</A>)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </>
  )
}
