// Any model, through the gateway itself, paid by a token like every other call. What was said stays in this tab.
import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'

import { api, get } from '../../api/client'
import { channelsQuery } from '../../api/queries'
import { useSearch, useSetSearch } from '../../app/address'
import { useMe } from '../../app/me'
import { nano } from '../../format'
import { t } from '../../i18n'
import { Seg } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Field, SelectField } from '../../ui/Form'
import { Page } from '../../ui/Page'
import { say, sayError } from '../../ui/Toast'
import { Audio } from './Audio'
import { type Context, modes, useModels } from './context'
import { Embeddings } from './Embeddings'
import { Images } from './Images'
import { Talk } from './Talk'

/** The key that pays; in memory only, so that a reload forgets it. */
const kept = { key: '' }

function Payer({ value, onChange, own }: { value: string; onChange: (key: string) => void; own: boolean }) {
  const make = async () => {
    try {
      const body = { name: t('play.tokenName'), expires_at: new Date(Date.now() + 86_400_000).toISOString() }
      const made = own ? await get(api.POST('/api/me/tokens', { body: body as never })) : await get(api.POST('/api/tokens', { body: { ...body, unlimited: true, enabled: true } as never }))
      onChange(made.key ?? '')
      say(t('play.made'))
    } catch (e) {
      sayError(e)
    }
  }
  return (
    <Field label={t('play.key')} hint={t('play.keyHint')}>
      {(id, described) => (
        <span className="with">
          <input id={id} type="password" className="input m" autoComplete="off" spellCheck={false} placeholder={'sk-…'} value={value} aria-describedby={described} onChange={(e) => onChange(e.target.value.trim())} />
          <Button icon={KeyRound} onClick={make}>{t('play.make')}</Button>
        </span>
      )}
    </Field>
  )
}

export function Playground() {
  const own = useMe()?.role === 'user'
  const search = useSearch()
  const setSearch = useSetSearch()
  const { models, servedBy } = useModels(own)
  const channels = useQuery({ ...channelsQuery(), enabled: !own }).data ?? []
  const [token, setToken] = useState(kept.key)
  const [spent, setSpent] = useState(0n)
  const mode = modes.find((m) => m === search.mode) ?? 'chat'
  const pin = own ? '' : (search.channel ?? '')
  const context: Context = {
    token, own, models, servedBy, pin, spent,
    channelName: (id) => channels.find((c) => c.id === id)?.name ?? id,
    spend: (cost) => setSpent((old) => old + (nano(cost ?? '0') ?? 0n)),
    payer: (
      <>
        <Payer value={token} onChange={(k) => { kept.key = k; setToken(k) }} own={own} />
        {!own && <SelectField label={t('play.pin')} hint={t('play.pinHint')} value={pin} onChange={(channel) => setSearch({ channel })} choices={[['', t('play.noPin')], ...channels.filter((c) => c.enabled).map((c): [string, string] => [c.id, c.name])]} />}
      </>
    ),
  }
  return (
    <Page
      fixed title={t('nav.playground')}
      after={<Seg label={t('play.mode')} value={mode} onChange={(m) => setSearch({ mode: m === 'chat' ? undefined : m, model: undefined, with: undefined, kind: undefined })} choices={modes.map((id) => ({ id, label: t(`play.mode.${id}`) }))} />}
    >
      {(mode === 'chat' || mode === 'compare') && <Talk key={mode} context={context} compare={mode === 'compare'} />}
      {mode === 'images' && <Images context={context} />}
      {mode === 'audio' && <Audio context={context} />}
      {mode === 'embeddings' && <Embeddings context={context} />}
    </Page>
  )
}
