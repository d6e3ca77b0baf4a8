import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { useState } from 'react'

import { api, get, Problem } from '../../api/client'
import { channelsQuery, groupsQuery, providersQuery } from '../../api/queries'
import type { Channel, Provider, TestResult } from '../../api/types'
import { useGo, useParam, useSearch } from '../../app/address'
import { t } from '../../i18n'
import { Mono } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { saveOver } from '../../ui/Conflict'
import { AreaField, SecretField, TextField } from '../../ui/Form'
import { type Doc, withRemovals } from '../../ui/merge'
import { Page } from '../../ui/Page'
import { Skeleton } from '../../ui/States'
import { say, sayError } from '../../ui/Toast'
import { bodyOf, clocks, type Draft, draftOf, keyless, needsAddress, options, usual } from './draft'
import { ModelPicker } from './ModelPicker'
import { readPaste } from './paste'
import { Answer } from './TestBox'

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

/** Writes the draft as a new channel, or over the one that it was opened with. */
function useSave(channel: Channel | undefined, d: Draft) {
  const client = useQueryClient()
  const [opened] = useState(channel) // the list is read anew while somebody types
  const [problem, setProblem] = useState<Problem>()
  const fail = (e: unknown) => {
    if (e instanceof Problem && e.fields.length > 0) setProblem(e)
    else sayError(e)
  }
  const save = async (): Promise<string | undefined> => {
    try {
      const body = bodyOf(d, opened?.enabled ?? true)
      const write = (fields: Doc, version: string, over: Doc) =>
        get(api.PATCH('/api/channels/{id}', { params: { path: { id: opened?.id ?? '' }, header: { 'If-Match': version } }, body: withRemovals(fields, over) as never }))
      // Whether it is on is switched elsewhere.
      const { enabled: _, ...fields } = body
      const saved = opened ? await saveOver(opened.name, opened, fields, write) : await get(api.POST('/api/channels', { body: body as never }))
      setProblem(undefined)
      await client.invalidateQueries({ queryKey: ['channels'] })
      return saved?.id
    } catch (e) {
      fail(e)
      return undefined
    }
  }
  return { save, problem, fail, clear: () => setProblem(undefined) }
}

/** The draft as the API takes one that is not stored; stored keys are used where none were typed. */
const draftCall = (channel: Channel | undefined, d: Draft) => {
  const body = bodyOf(d, true)
  return { channel: { ...body, name: body.name || d.provider }, ...(channel && { channel_id: channel.id }) } as never
}

/** A field of the draft, as the form calls it. */
const undrafted = (e: unknown): unknown =>
  e instanceof Problem ? new Problem(e.status, e.detail, e.fields.map((f) => ({ ...f, field: f.field.replace(/^channel\./, '') })), e.requestID, e.kind) : e

function Form({ channel, start, copied, providers }: { channel: Channel | undefined; start: Draft; copied: string; providers: Provider[] }) {
  const go = useGo()
  const groups = useQuery(groupsQuery()).data
  const [d, setDraft] = useState<Draft>(copied ? { ...start, name: t('channels.copyOf', { name: copied }) } : start)
  const [offered, setOffered] = useState<string[]>([])
  const [result, setResult] = useState<TestResult>()
  const { save, problem, fail, clear } = useSave(channel, d)
  const set = <K extends keyof Draft>(key: K) => (value: Draft[K]) => setDraft((old) => ({ ...old, [key]: value }))
  const wrong = (field: string) => problem?.field(field)
  const provider = providers.find((p) => p.name === d.provider)
  const pick = (p: Provider) => setDraft((old) => ({ ...old, provider: p.name, name: old.name || p.label.replace(/ \(.*/, '') }))
  const finish = async () => {
    const id = await save()
    if (!id) return
    say(t('channels.saved', { name: d.name }))
    go(`/channels/${id}`)
  }
  // Neither asks for the channel to be stored: it is the draft that is tried.
  const test = async () => {
    setResult(undefined)
    try {
      setResult(await get(api.POST('/api/channels/test', { body: draftCall(channel, d) })))
      clear()
    } catch (e) {
      fail(undrafted(e))
    }
  }
  const fetchModels = async () => {
    try {
      setOffered((await get(api.POST('/api/channels/upstream-models', { body: draftCall(channel, d) }))).models)
      clear()
    } catch (e) {
      fail(undrafted(e))
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
  const stored = channel?.keys.map((k) => k.key_hint).join(', ') || undefined
  const field = (k: (typeof options)[number]) => <TextField key={k} label={t(`channels.option.${k}`)} mono value={d[k]} onChange={set(k)} error={wrong(`options.${k}`)} />
  const general = problem?.fields.filter((f) => !/^(name|base_url|keys|models|model_mapping|groups|tags|priority|weight|limits|options)/.test(f.field))
  return (
    <form className="stack form-page" onSubmit={(e) => e.preventDefault()}>
      <div className="row provider-line"><Mono provider={provider.name} large /><div><b>{provider.label}</b><br /><span className="i3 sm">{provider.base_url || t('channels.yourAddress')}</span></div><span className="sp" />{!channel && <Button small onClick={() => set('provider')('')}>{t('channels.otherProvider')}</Button>}</div>
      {general && general.length > 0 && <p className="note bad">{general.map((f) => `${f.field} ${f.message}`).join('; ')}</p>}
      <TextField label={t('channels.name')} value={d.name} onChange={set('name')} required error={wrong('name')} />
      <TextField label={t('channels.baseURL')} mono optional={!needsAddress.includes(d.provider)} placeholder={provider.base_url} value={d.base_url} onChange={set('base_url')} error={wrong('base_url')} hint={needsAddress.includes(d.provider) ? t('channels.addressHint') : t('channels.addressDefault')} />
      {shown.length > 0 && <div className="two-fields">{shown.map(field)}</div>}
      <SecretField key={stored ?? ''} label={t('channels.tab.keys')} many stored={stored} value={d.keys} onChange={set('keys')} error={wrong('keys')} hint={keyless.includes(d.provider) ? t('channels.keyless') : t('channels.keysHint')} />
      <ModelPicker chosen={d.models} offered={offered} onChange={set('models')} onFetch={fetchModels} error={wrong('models')} />
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
        <Button icon={Play} onClick={test}>{t('channels.testDraft')}</Button>
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
