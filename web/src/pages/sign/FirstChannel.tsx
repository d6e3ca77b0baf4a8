// Step 2 of set-up: the account that models are bought from. The key is tried before the step is done.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import { channelsQuery, providersQuery } from '../../api/queries'
import type { Provider, TestResult } from '../../api/types'
import { A } from '../../app/address'
import { count } from '../../format'
import { t } from '../../i18n'
import { Mono } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { CheckField, SecretField, TextField, words } from '../../ui/Form'
import { sayError } from '../../ui/Toast'
import { bodyOf, draftOf, keyless, needsAddress, usual } from '../channels/draft'
import { Answer } from '../channels/TestBox'
import { testChannel } from '../channels/testing'

const first = ['openai', 'anthropic', 'gemini', 'azure', 'bedrock', 'deepseek', 'dashscope', 'moonshot', 'zhipu', 'openrouter', 'ollama', 'custom']
const mostTried = 40 // models of an account that lists hundreds: the others are added on the channel's page

export function FirstChannel({ onNext }: { onNext: () => void }) {
  const client = useQueryClient()
  const channels = useQuery(channelsQuery()).data
  const providers = useQuery(providersQuery()).data ?? []
  const [chosen, setChosen] = useState<Provider>()
  const grid = first.map((name) => providers.find((p) => p.name === name)).filter((p): p is Provider => p !== undefined)
  const there = channels?.[0]
  if (there && !chosen) {
    return (
      <>
        <p className="note ok">{t('setup.channelThere', { name: there.name, n: count(there.models.length) })}</p>
        <div className="row"><Button kind="primary" onClick={onNext}>{t('setup.next')}</Button><A className="lk" to={`/channels/${there.id}`}>{t('overview.act.see')}</A></div>
      </>
    )
  }
  if (chosen) return <AccountOf provider={chosen} onOther={() => setChosen(undefined)} onNext={() => { void client.invalidateQueries({ queryKey: ['channels'] }); onNext() }} />
  return (
    <>
      <p className="i2 read">{t('setup.step2Hint')}</p>
      <div className="provider-grid small">
        {grid.map((p) => <button key={p.name} type="button" onClick={() => setChosen(p)}><Mono provider={p.name} large /><b>{p.label.replace(/ \(.*/, '')}</b></button>)}
      </div>
      <div className="row"><A className="lk" to="/channels/new">{t('setup.allProviders')}</A><span className="sp" /><Button onClick={onNext}>{t('setup.later')}</Button></div>
    </>
  )
}

type Entry = { model: string; currency: string; in_force: boolean }

/** The models to begin with: those of the account that have a published price, else the first ones of it. */
export function sensible(offered: string[], listed: Entry[]): string[] {
  const known = new Set(listed.filter((e) => e.in_force).map((e) => e.model))
  const priced = offered.filter((m) => known.has(m))
  return (priced.length > 0 ? priced : offered).slice(0, mostTried)
}

function AccountOf({ provider: p, onOther, onNext }: { provider: Provider; onOther: () => void; onNext: () => void }) {
  const listed = useQuery({ queryKey: ['catalogue', p.name], queryFn: () => get(api.GET('/api/prices/catalogue', { params: { query: { provider: p.name } } })) }).data?.items ?? []
  const [d, setDraft] = useState({ ...draftOf(undefined), provider: p.name, name: p.label.replace(/ \(.*/, '') })
  const [models, setModels] = useState('')
  const [made, setMade] = useState<string>()
  const [result, setResult] = useState<TestResult>()
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const [prices, setPrices] = useState(true)
  const [yuan, setYuan] = useState('')
  const set = (key: keyof typeof d) => (value: string) => setDraft((old) => ({ ...old, [key]: value }))
  const wrong = (field: string) => problem?.field(field)
  const served = words(models)
  const offered = listed.filter((e) => e.in_force && served.includes(e.model))
  const importable = [...new Set(offered.map((e) => e.model))]
  const foreign = importable.some((m) => offered.every((e) => e.model !== m || e.currency === 'CNY'))

  /** Stores the account, asks it for its models where none were typed, and makes one small call. */
  const tryIt = async (): Promise<void> => {
    const write = async (id: string | undefined, list: string[], enabled: boolean) => {
      const body = bodyOf({ ...d, models: list }, enabled) as never
      const saved = id ? await get(api.PATCH('/api/channels/{id}', { params: { path: { id } }, body })) : await get(api.POST('/api/channels', { body }))
      return saved.id ?? ''
    }
    let list = served
    let id = await write(made, list, list.length > 0)
    setMade(id)
    if (list.length === 0) {
      const offered = (await get(api.GET('/api/channels/{id}/upstream-models', { params: { path: { id } } }))).models
      list = sensible(offered, listed)
      setModels(list.join(', '))
      id = await write(id, list, true)
    }
    setDraft((old) => ({ ...old, keys: '' })) // a key is not kept in the page
    setResult(await testChannel(id))
  }
  const guarded = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true)
    setProblem(undefined)
    try {
      await act()
    } catch (e) {
      if (e instanceof Problem && e.fields.length > 0) setProblem(e)
      else sayError(e)
    } finally {
      setBusy(false)
    }
  }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    setResult(undefined)
    void guarded(tryIt)
  }
  const finish = () =>
    guarded(async () => {
      if (prices && importable.length > 0) {
        await get(api.POST('/api/prices/import', { body: { provider: p.name, models: importable, kind: 'sale', ...(foreign && { cny_per_usd: yuan.trim() }) } as never }))
      }
      onNext()
    })
  return (
    <form onSubmit={submit}>
      <div className="row provider-line"><Mono provider={p.name} large /><b>{p.label}</b><span className="sp" />{!made && <Button small onClick={onOther}>{t('channels.otherProvider')}</Button>}</div>
      {problem && <p className="note bad" role="alert">{problem.fields.map((f) => `${f.field} ${f.message}`).join('; ')}</p>}
      {needsAddress.includes(p.name) && <TextField label={t('channels.baseURL')} mono required value={d.base_url} onChange={set('base_url')} placeholder={p.base_url} error={wrong('base_url')} hint={t('channels.addressHint')} />}
      {(usual[p.name] ?? []).filter(() => p.name !== 'openai').map((k) => <TextField key={k} label={t(`channels.option.${k}`)} mono value={d[k]} onChange={set(k)} error={wrong(`options.${k}`)} />)}
      <SecretField key={made ?? ''} label={t('setup.key')} value={d.keys} onChange={set('keys')} stored={made ? t('setup.keyStored') : undefined} error={wrong('keys')} hint={keyless.includes(p.name) ? t('channels.keyless') : t('setup.keyHint')} />
      <TextField label={t('channels.tab.models')} mono optional value={models} onChange={setModels} hint={t('setup.modelsHint')} error={wrong('models')} />
      {result && <Answer result={result} />}
      {result && importable.length > 0 && (
        <>
          <CheckField label={t('setup.prices', { n: count(importable.length) })} hint={t('setup.pricesHint')} value={prices} onChange={setPrices} />
          {prices && foreign && <TextField label={t('setup.yuan')} mono required value={yuan} onChange={setYuan} error={wrong('cny_per_usd')} />}
        </>
      )}
      {result && served.length > importable.length && <p className="note warn">{t('setup.unpriced', { n: count(served.length - importable.length) })}</p>}
      <div className="row">
        <Button onClick={onNext}>{t('setup.later')}</Button>
        <span className="sp" />
        <Button kind={result?.ok ? undefined : 'primary'} type="submit" busy={busy}>{t('setup.try')}</Button>
        {result && <Button kind={result.ok ? 'primary' : undefined} busy={busy} onClick={finish}>{result.ok ? t('setup.next') : t('setup.anyway')}</Button>}
      </div>
    </form>
  )
}
