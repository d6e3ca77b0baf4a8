import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { api, get, Problem } from '../../api/client'
import { channelsQuery, groupsQuery, providersQuery } from '../../api/queries'
import type { Channel, Provider, TestResult } from '../../api/types'
import { useGo, useParam, useSearch } from '../../app/address'
import { t } from '../../i18n'
import { Mono } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { AreaField, SecretField, TextField } from '../../ui/Form'
import { Page } from '../../ui/Page'
import { Skeleton } from '../../ui/States'
import { say, sayError } from '../../ui/Toast'
import { bodyOf, clocks, type Draft, draftOf, keyless, needsAddress, options, usual } from './draft'
import { ModelPicker } from './ModelPicker'
import { readPaste } from './paste'
import { Answer, testChannel } from './TestBox'

/** The page for a new channel, a copy (`from`), or the channel of the address. */
export function ChannelForm() {
  const id = useParam('id')
  const { from } = useSearch()
  const channels = useQuery(channelsQuery()).data
  const providers = useQuery(providersQuery()).data
  const base = channels?.find((c) => c.id === (id || from))
  const title = id ? t('channels.edit') : t('channels.add')
  return (
    <Page title={base && id ? base.name : title} parent={[id ? `/channels/${id}` : '/channels', t('nav.channels')]}>
      {!providers || ((id || from) && !channels) ? <Skeleton rows={8} /> : <Form key={id || from} channel={id ? base : undefined} start={draftOf(base)} copied={!id && base ? base.name : ''} providers={providers} />}
    </Page>
  )
}

/** Writes the draft; the first time it makes the channel. */
function useSave(channel: Channel | undefined, d: Draft) {
  const client = useQueryClient()
  const [made, setMade] = useState<string | undefined>(channel?.id)
  const [problem, setProblem] = useState<Problem>()
  const save = async (enabled: boolean): Promise<string | undefined> => {
    try {
      const body = bodyOf(d, enabled) as never
      const saved = made ? await get(api.PATCH('/api/channels/{id}', { params: { path: { id: made } }, body })) : await get(api.POST('/api/channels', { body }))
      setProblem(undefined)
      setMade(saved.id)
      await client.invalidateQueries({ queryKey: ['channels'] })
      return saved.id
    } catch (e) {
      if (e instanceof Problem && e.fields.length > 0) setProblem(e)
      else sayError(e)
      return undefined
    }
  }
  return { save, made, problem }
}

function Form({ channel, start, copied, providers }: { channel: Channel | undefined; start: Draft; copied: string; providers: Provider[] }) {
  const go = useGo()
  const groups = useQuery(groupsQuery()).data
  const [d, setDraft] = useState<Draft>(copied ? { ...start, name: t('channels.copyOf', { name: copied }) } : start)
  const [offered, setOffered] = useState<string[]>([])
  const [result, setResult] = useState<TestResult>()
  const { save, made, problem } = useSave(channel, d)
  const enabled = channel?.enabled ?? true
  const set = <K extends keyof Draft>(key: K) => (value: Draft[K]) => setDraft((old) => ({ ...old, [key]: value }))
  const wrong = (field: string) => problem?.field(field)
  const provider = providers.find((p) => p.name === d.provider)
  const pick = (p: Provider) => setDraft((old) => ({ ...old, provider: p.name, name: old.name || p.label.replace(/ \(.*/, '') }))
  const finish = async () => {
    const id = await save(enabled)
    if (!id) return
    say(t('channels.saved', { name: d.name }))
    go(`/channels/${id}`)
  }
  const test = async () => {
    setResult(undefined)
    const id = await save(enabled)
    set('keys')('')
    if (id) setResult(await testChannel(id).catch((e: unknown) => (sayError(e), undefined)))
  }
  // The provider is asked with the stored key, so a new channel is stored first, switched off.
  const fetchModels = async () => {
    const id = await save(channel ? enabled : false)
    if (!id) return
    set('keys')('')
    try {
      setOffered((await get(api.GET('/api/channels/{id}/upstream-models', { params: { path: { id } } }))).models)
    } catch (e) {
      sayError(e)
    }
  }
  const paste = (text: string) => {
    const found = readPaste(text, providers)
    if (!found) return
    const p = providers.find((x) => x.name === found.provider)
    setDraft((old) => ({ ...old, provider: found.provider ?? old.provider, base_url: found.base_url ?? old.base_url, keys: found.key ?? old.keys, name: old.name || (p?.label.replace(/ \(.*/, '') ?? '') }))
  }
  if (!provider) return <Providers providers={providers} onPick={pick} onPaste={paste} />
  const shown = usual[d.provider] ?? []
  const stored = channel?.keys.map((k) => k.key_hint).join(', ') || (made && !channel ? t('channels.keyStored') : undefined)
  const field = (k: (typeof options)[number]) => <TextField key={k} label={t(`channels.option.${k}`)} mono value={d[k]} onChange={set(k)} error={wrong(`options.${k}`)} />
  const general = problem?.fields.filter((f) => !/^(name|base_url|keys|models|model_mapping|groups|tags|priority|weight|limits|options)/.test(f.field))
  return (
    <form className="stack form-page" onSubmit={(e) => e.preventDefault()}>
      <div className="row provider-line"><Mono provider={provider.name} large /><div><b>{provider.label}</b><br /><span className="i3 sm">{provider.base_url || t('channels.yourAddress')}</span></div><span className="sp" />{!channel && !made && <Button small onClick={() => set('provider')('')}>{t('channels.otherProvider')}</Button>}</div>
      {general && general.length > 0 && <p className="note bad">{general.map((f) => `${f.field} ${f.message}`).join('; ')}</p>}
      <TextField label={t('channels.name')} value={d.name} onChange={set('name')} required error={wrong('name')} />
      <TextField label={t('channels.baseURL')} mono optional={!needsAddress.includes(d.provider)} placeholder={provider.base_url} value={d.base_url} onChange={set('base_url')} error={wrong('base_url')} hint={needsAddress.includes(d.provider) ? t('channels.addressHint') : t('channels.addressDefault')} />
      {shown.length > 0 && <div className="two-fields">{shown.map(field)}</div>}
      <SecretField key={stored ?? ''} label={t('channels.tab.keys')} many stored={stored} value={d.keys} onChange={set('keys')} error={wrong('keys')} hint={keyless.includes(d.provider) ? t('channels.keyless') : t('channels.keysHint')} />
      <ModelPicker chosen={d.models} offered={offered} onChange={set('models')} onFetch={fetchModels} error={wrong('models')} draft={!channel} />
      <details open={Boolean(problem)}>
        <summary>{t('channels.advanced')}</summary>
        <div className="stack">
          <div className="two-fields">
            <TextField label={t('channels.col.groups')} value={d.groups} onChange={set('groups')} error={wrong('groups')} list={groups?.map((g) => g.name)} hint={t('channels.groupsHint')} />
            <TextField label={t('channels.col.tags')} optional value={d.tags} onChange={set('tags')} error={wrong('tags')} />
            <TextField label={t('channels.col.priority')} type="number" value={d.priority} onChange={set('priority')} error={wrong('priority')} hint={t('channels.priorityHint')} />
            <TextField label={t('channels.col.weight')} type="number" value={d.weight} onChange={set('weight')} error={wrong('weight')} hint={t('channels.weightHint')} />
          </div>
          <AreaField label={t('channels.mapping')} mono rows={3} optional value={d.mapping} onChange={set('mapping')} error={wrong('model_mapping')} hint={t('channels.mappingHint')} />
          <div className="three-fields">
            <TextField label={t('tokens.rpm')} type="number" value={d.rpm} onChange={set('rpm')} error={wrong('limits.rpm')} placeholder={t('tokens.noLimit')} />
            <TextField label={t('tokens.tpm')} type="number" value={d.tpm} onChange={set('tpm')} error={wrong('limits.tpm')} placeholder={t('tokens.noLimit')} />
            <TextField label={t('tokens.concurrency')} type="number" value={d.concurrency} onChange={set('concurrency')} error={wrong('limits.concurrency')} placeholder={t('tokens.noLimit')} />
          </div>
          <div className="two-fields">
            {clocks.map((k) => <TextField key={k} label={t(`channels.clock.${k}`)} mono value={d[k]} onChange={set(k)} error={wrong(`options.timeouts.${k}`)} placeholder={t('channels.default')} />)}
            {options.filter((k) => !shown.includes(k)).map(field)}
          </div>
          <AreaField label={t('channels.headers')} mono rows={2} optional value={d.headers} onChange={set('headers')} error={wrong('options.headers')} hint={t('channels.headersHint')} />
        </div>
      </details>
      {result && <Answer result={result} />}
      <div className="form-foot">
        <Button onClick={() => go(channel ? `/channels/${channel.id}` : '/channels')}>{t('do.cancel')}</Button>
        <span className="sp" />
        <Button onClick={test}>{t('channels.saveTest')}</Button>
        <Button kind="primary" onClick={finish}>{t('channels.save')}</Button>
      </div>
    </form>
  )
}

function Providers({ providers, onPick, onPaste }: { providers: Provider[]; onPick: (p: Provider) => void; onPaste: (text: string) => void }) {
  const [text, setText] = useState('')
  const words = text.toLowerCase()
  const found = providers.filter((p) => `${p.name} ${p.label} ${p.base_url}`.toLowerCase().includes(words))
  return (
    <div className="stack form-page">
      <TextField label={t('channels.which')} value={text} autoFocus placeholder={t('channels.pasteHint')} onChange={(v) => { setText(v); onPaste(v) }} />
      <div className="provider-grid">
        {(found.length > 0 ? found : providers).map((p) => (
          <button key={p.name} type="button" onClick={() => onPick(p)}><Mono provider={p.name} large /><span className="lane-name"><b className="el">{p.label}</b><small className="el i3">{p.dialect}</small></span></button>
        ))}
      </div>
    </div>
  )
}
