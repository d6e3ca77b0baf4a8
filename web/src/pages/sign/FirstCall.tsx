// Step 3 of set-up: a token, a call that can be copied, and a sign that turns green when the call arrives.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Copy, KeyRound, Play } from 'lucide-react'
import { useState } from 'react'

import { api, get } from '../../api/client'
import { A } from '../../app/address'
import { baseURL, usePresentation } from '../../app/presentation'
import { callMoney } from '../../format'
import { t } from '../../i18n'
import { Badge, copyText } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { SelectField } from '../../ui/Form'
import { sayError } from '../../ui/Toast'
import { clients } from '../my/clients'
import { keepKey, keptKey } from '../my/keys'

const lookEvery = 2_000

export function FirstCall({ onNext }: { onNext: () => void }) {
  const known = useQuery({ queryKey: ['models'], queryFn: () => get(api.GET('/api/models')) }).data?.items
  const base = baseURL(usePresentation())
  const [key, setKey] = useState(keptKey())
  const [said, setSaid] = useState<string>()
  const [wanted, setWanted] = useState('')
  const served = known?.filter((m) => m.groups.length > 0) ?? []
  const priced = served.filter((m) => m.priced)
  const model = wanted || priced[0]?.model || served[0]?.model || ''
  const tokens = useQuery({ queryKey: ['setup', 'tokens'], queryFn: () => get(api.GET('/api/tokens', { params: { query: { limit: 1 } } })) }).data?.items
  const call = useQuery({ queryKey: ['setup', 'calls'], queryFn: () => get(api.GET('/api/logs', { params: { query: { limit: 1 } } })), refetchInterval: lookEvery }).data?.items[0]
  const make = async () => {
    try {
      const made = (await get(api.POST('/api/tokens', { body: { name: t('setup.tokenName'), unlimited: true } as never }))).key ?? ''
      keepKey(made)
      setKey(made)
    } catch (e) {
      sayError(e)
    }
  }
  const run = async () => {
    const response = await fetch('/v1/chat/completions', {
      method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: t('setup.hello') }] }),
    }).catch((e: unknown) => (sayError(e), undefined))
    const body = (await response?.json().catch(() => undefined)) as { choices?: { message?: { content?: string } }[]; error?: { message?: string } } | undefined
    setSaid(body?.choices?.[0]?.message?.content ?? body?.error?.message ?? t('channels.nothing'))
  }
  const line = clients[0]?.blocks(base, key, model)[0]?.text ?? ''
  const good = call !== undefined && call.status < 400
  return (
    <>
      {known && served.length === 0 && <p className="note warn"><span>{t('setup.noModel')} <A className="lk" to="/setup" search={{ step: 'channel' }}>{t('setup.step.channel')}</A></span></p>}
      {served.length > 0 && priced.length === 0 && <Unpriced />}
      {!key ? (
        <>
          <p className="i2 read">{tokens && tokens.length > 0 ? t('setup.tokenThere') : t('setup.tokenHint')}</p>
          <div><Button kind="primary" icon={KeyRound} onClick={make}>{tokens && tokens.length > 0 ? t('setup.another') : t('setup.makeToken')}</Button></div>
        </>
      ) : (
        <>
          <p className="note warn"><KeyRound />{t('key.once')}</p>
          <output className="secret m">{key}</output>
          <div className="row"><Button icon={Copy} onClick={() => copyText(key)}>{t('key.copy')}</Button></div>
          {served.length > 0 && <SelectField label={t('prices.model')} value={model} onChange={setWanted} choices={served.map((m): [string, string] => [m.model, m.priced ? m.model : `${m.model} (${t('overview.noPrice')})`])} />}
          <pre className="code" tabIndex={0}>{line.replaceAll(key, `${key.slice(0, 6)}…${key.slice(-4)}`)}</pre>
          <div className="row"><Button icon={Copy} onClick={() => copyText(line)}>{t('setup.copyCall')}</Button><Button icon={Play} onClick={run} disabled={!model}>{t('setup.run')}</Button></div>
          {said !== undefined && <p className="note">{said}</p>}
        </>
      )}
      <p className="row arrival" role="status">
        {call ? (
          <><Badge tone={good ? 'ok' : 'bad'}>{good ? t('setup.arrived') : t('setup.arrivedBad', { status: call.status })}</Badge><span className="el i2 sm">{call.model}{call.cost !== null && ` · ${callMoney(call.cost)}`}</span><A className="lk sm" to={`/logs/${call.id}`}>{t('play.open')}</A></>
        ) : <Badge tone="off">{t('setup.waiting')}</Badge>}
      </p>
      <div className="row"><span className="sp" /><Button kind={good ? 'primary' : undefined} onClick={onNext}>{good ? t('setup.finish') : t('setup.later')}</Button></div>
    </>
  )
}

/** Models without a price are refused: either one is set, or they are served for nothing until it is. */
function Unpriced() {
  const client = useQueryClient()
  const allowed = useQuery({ queryKey: ['settings'], queryFn: () => get(api.GET('/api/settings')) }).data?.allow_unpriced
  const allow = async () => {
    try {
      client.setQueryData(['settings'], await get(api.PATCH('/api/settings', { body: { allow_unpriced: true } })))
    } catch (e) {
      sayError(e)
    }
  }
  if (allowed) return null
  return (
    <p className="note warn">
      <span className="sp">{t('setup.noPrice')} <A className="lk" to="/prices" search={{ view: 'missing' }}>{t('overview.act.price')}</A></span>
      {allowed === false && <Button small onClick={allow}>{t('setup.serveFree')}</Button>}
    </p>
  )
}
