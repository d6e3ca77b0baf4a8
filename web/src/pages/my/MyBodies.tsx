// What was said in an own call, where it is kept: the request, the answer and its events.
import { useQuery } from '@tanstack/react-query'

import { api, get } from '../../api/client'
import type { MyLogDetail } from '../../api/types'
import { dayTime, exact } from '../../format'
import { t } from '../../i18n'
import { Panel } from '../../ui/Bits'
import { Failed, Skeleton } from '../../ui/States'
import { BodyView } from '../logs/BodyView'
import { curlOf } from '../logs/curl'
import { StreamView } from '../logs/StreamView'

export const myTabs = ['call', 'request', 'answer', 'stream'] as const
export type MyTab = (typeof myTabs)[number]

export function MyBodies({ call, tab }: { call: MyLogDetail; tab: MyTab }) {
  const { data, error, refetch } = useQuery({ queryKey: ['me', 'bodies', call.id], queryFn: () => get(api.GET('/api/me/logs/{id}/bodies', { params: { path: { id: call.id } } })), staleTime: Infinity })
  if (error) return <Failed error={error} onRetry={refetch} />
  if (!data) return <Skeleton rows={6} />
  if (!data.kept) return <Panel title={t('kept.why')}><div className="panel-in read"><p>{t('bodies.mine')}</p></div></Panel>
  return (
    <>
      {tab === 'request' && <BodyView title={t('bodies.sent')} body={data.request} curl={(text) => curlOf(call, location.origin, text)} />}
      {tab === 'answer' && <BodyView title={t('bodies.given')} body={data.answer} />}
      {tab === 'stream' && (data.answer.frames.length > 0 ? <StreamView title={t('bodies.given')} body={data.answer} ttft={call.ttft_ms} /> : <Panel title={t('bodies.given')}><p className="panel-in i3">{t('bodies.noEvents')}</p></Panel>)}
      {data.expires_at && <p className="i3 sm">{t('bodies.until')} <time title={exact(data.expires_at)}>{dayTime(data.expires_at)}</time></p>}
    </>
  )
}
