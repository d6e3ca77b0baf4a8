import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Copy, Plus } from 'lucide-react'
import { useState } from 'react'

import { A, useSearch, useSetSearch } from '../../app/address'
import { baseURL, usePresentation } from '../../app/presentation'
import { t } from '../../i18n'
import { Badge, copyText, Panel, Seg } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { SelectField, TextField } from '../../ui/Form'
import { KeyReveal } from '../../ui/KeyReveal'
import { Page } from '../../ui/Page'
import { clients } from './clients'
import { keepKey, keptKey } from './keys'
import { MyTokenForm } from './MyTokens'
import { myCallsQuery, myModelsQuery } from './queries'

const place = 'sk-…'

/** Address and key, ready to be copied into a client, and whether its first call has come. */
export function Connect() {
  const client = useQueryClient()
  const search = useSearch()
  const setSearch = useSetSearch()
  const models = useQuery(myModelsQuery()).data?.items.filter((m) => m.available).map((m) => m.model) ?? []
  const [key, setKey] = useState(keptKey())
  const base = baseURL(usePresentation())
  const [making, setMaking] = useState(false)
  const [revealed, setRevealed] = useState<{ name: string; key: string }>()
  const [since] = useState(() => new Date().toISOString())
  const chosen = clients.find((c) => c.id === search.client) ?? clients[0]
  const model = search.model || models[0] || 'gpt-4o-mini'
  const first = useQuery({ ...myCallsQuery(1), refetchInterval: 3_000 }).data?.items.find((c) => c.time > since)
  const use = (k: string) => { keepKey(k); setKey(k) }
  return (
    <Page title={t('nav.connect')}>
      <div className="stack form-page">
        <Panel title={t('connect.key')}>
          <div className="panel-in stack">
            <div className="two-fields">
              <TextField label={t('connect.keyLabel')} type="password" mono value={key} onChange={use} placeholder={place} hint={t('connect.keyHint')} />
              <SelectField label={t('prices.model')} value={model} onChange={(v) => setSearch({ model: v })} choices={[...new Set([model, ...models])].map((m): [string, string] => [m, m])} />
            </div>
            <div><Button icon={Plus} onClick={() => setMaking(true)}>{t('tokens.add')}</Button></div>
          </div>
        </Panel>
        <Seg label={t('connect.client')} value={chosen?.id} onChange={(id) => setSearch({ client: id })} choices={clients.map((c) => ({ id: c.id, label: c.name }))} />
        {chosen?.blocks(base, key || place, model).map((b) => (
          <Panel key={b.file} title={<span className="m">{b.file}</span>} end={<Button small icon={Copy} onClick={() => copyText(b.text)}>{t('do.copy')}</Button>}>
            <pre className="code flat" tabIndex={0}>{key ? b.text.replaceAll(key, `${key.slice(0, 6)}…${key.slice(-4)}`) : b.text}</pre>
          </Panel>
        ))}
        {chosen?.link && key && <div><a className="btn" href={chosen.link(base, key)}>{t('connect.open', { name: chosen.name })}</a></div>}
        {chosen?.catch && <p className="note">{t(`connect.catch.${chosen.catch}`)}</p>}
        <p className="row" role="status">{first ? <><Badge tone={first.status < 400 ? 'ok' : 'bad'}>{t('connect.arrived', { model: first.model, status: first.status })}</Badge><A className="lk" to={`/my/logs/${first.id}`}>{t('play.open')}</A></> : <span className="i3">{t('connect.waiting')}</span>}</p>
      </div>
      {making && <MyTokenForm onClose={() => setMaking(false)} onMade={(name, k) => { setMaking(false); use(k); setRevealed({ name, key: k }); void client.invalidateQueries({ queryKey: ['me', 'tokens'] }) }} />}
      {revealed && <KeyReveal title={revealed.name} secret={revealed.key} onClose={() => setRevealed(undefined)} />}
    </Page>
  )
}
