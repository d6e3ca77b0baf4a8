// One change to many channels: asked for with what it does, answered with what became of each.
import { useQueryClient } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { useState } from 'react'

import { api, get, Problem } from '../../api/client'
import type { BulkResult, Channel } from '../../api/types'
import { count } from '../../format'
import { t } from '../../i18n'
import { Badge, Mono } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { TextField, words } from '../../ui/Form'
import { type Selection, SelectionBar } from '../../ui/Table'
import { sayError } from '../../ui/Toast'
import { before, type Part } from './change'
import { orphaned } from './state'
import { inLanes } from './testing'

type Action = 'enable' | 'disable' | 'tags' | 'order' | 'delete'

export function Bulk({ selection, channels, testing, onTest }: { selection: Selection; channels: Channel[]; testing: boolean; onTest: (channels: Channel[]) => void }) {
  const [action, setAction] = useState<Action>()
  const chosen = channels.filter((c) => selection.ids.has(c.id))
  const button = (a: Action) => <Button small onClick={() => setAction(a)}>{t(`channels.bulk.${a}`)}</Button>
  return (
    <>
      <SelectionBar selection={selection}>
        <Button small icon={Play} disabled={testing} onClick={() => onTest(chosen)}>{t('channels.test')}</Button>
        {button('enable')}{button('disable')}{button('tags')}{button('order')}{button('delete')}
      </SelectionBar>
      {action && chosen.length > 0 && <BulkDialog action={action} chosen={chosen} channels={channels} onDone={(ids) => selection.change(new Set(ids))} onClose={() => setAction(undefined)} />}
    </>
  )
}

type Draft = { add: string; remove: string; priority: string; weight: string; typed: string }

/** What the API is asked; undefined while nothing is asked for. */
function bodyOf(action: Action, ids: string[], d: Draft) {
  if (action !== 'tags' && action !== 'order') return { action, ids }
  const add_tags = words(d.add)
  const remove_tags = words(d.remove)
  if (action === 'tags') return add_tags.length + remove_tags.length > 0 ? { action: 'change', ids, add_tags, remove_tags } : undefined
  if (d.priority.trim() === '' && d.weight.trim() === '') return undefined
  return { action: 'change', ids, ...(d.priority.trim() && { priority: Number(d.priority) }), ...(d.weight.trim() && { weight: Number(d.weight) }) }
}

const changes: Record<Exclude<Action, 'delete'>, Part> = { enable: { enabled: true }, disable: { enabled: false }, tags: { tags: [] }, order: { priority: 0, weight: 0 } }

type DialogProps = { action: Action; chosen: Channel[]; channels: Channel[]; onDone: (left: string[]) => void; onClose: () => void }

function BulkDialog({ action, chosen, channels, onDone, onClose }: DialogProps) {
  const client = useQueryClient()
  const [were] = useState(chosen) // as they are before the change
  const [d, setDraft] = useState<Draft>({ add: '', remove: '', priority: '', weight: '', typed: '' })
  const [problem, setProblem] = useState<Problem>()
  const [result, setResult] = useState<BulkResult>()
  const set = (key: keyof Draft) => (value: string) => setDraft((old) => ({ ...old, [key]: value }))
  const n = were.length
  const confirm = n === 1 ? (were[0]?.name ?? '') : t('channels.typeMany', { n })
  const body = bodyOf(action, were.map((c) => c.id), d)
  const ready = body !== undefined && (action !== 'delete' || d.typed.trim() === confirm)
  const refresh = () => Promise.all(['channels', 'models', 'channel-lines'].map((k) => client.invalidateQueries({ queryKey: [k] })))
  const run = async () => {
    if (!body) return
    try {
      const got = await get(api.POST('/api/channels/bulk', { body: body as never }))
      setProblem(undefined)
      setResult(got)
      onDone(got.items.filter((x) => x.result === 'failed' || action !== 'delete').map((x) => x.id))
      await refresh()
    } catch (e) {
      if (e instanceof Problem && e.fields.length > 0) setProblem(e)
      else sayError(e)
    }
  }
  const undo = async () => {
    const ids = new Set(result?.items.filter((x) => x.result === 'changed').map((x) => x.id))
    const back = async (c: Channel) => {
      await get(api.PATCH('/api/channels/{id}', { params: { path: { id: c.id } }, body: before(c, action === 'delete' ? {} : changes[action]) as never })).catch(sayError)
    }
    await inLanes(were.filter((c) => ids.has(c.id)), 4, new AbortController().signal, back)
    await refresh()
    onClose()
  }
  const actions = result ? (
    <>
      {action !== 'delete' && result.changed > 0 && <Button onClick={undo}>{t('do.undo')}</Button>}
      <span className="sp" />
      <Button kind="primary" onClick={onClose}>{t('app.close')}</Button>
    </>
  ) : (
    <>
      <Button onClick={onClose}>{t('do.cancel')}</Button>
      <Button kind={action === 'delete' ? 'danger' : 'primary'} disabled={!ready} onClick={run}>{t(`channels.bulk.${action}Many`, { n })}</Button>
    </>
  )
  return (
    <Dialog title={t(`channels.bulk.${action}Many`, { n })} onClose={onClose} actions={actions}>
      {result ? <Results result={result} channels={were} /> : (
        <>
          <Effect action={action} chosen={were} channels={channels} />
          {problem && <p className="note bad">{problem.fields.map((f) => `${f.field}: ${f.message}`).join('; ')}</p>}
          {action === 'tags' && <div className="two-fields"><TextField label={t('channels.addTags')} value={d.add} onChange={set('add')} autoFocus error={problem?.field('add_tags')} /><TextField label={t('channels.removeTags')} value={d.remove} onChange={set('remove')} list={[...new Set(were.flatMap((c) => c.tags))]} error={problem?.field('remove_tags')} /></div>}
          {action === 'order' && <div className="two-fields"><TextField label={t('channels.col.priority')} type="number" value={d.priority} onChange={set('priority')} placeholder={t('channels.unchanged')} error={problem?.field('priority')} /><TextField label={t('channels.col.weight')} type="number" value={d.weight} onChange={set('weight')} placeholder={t('channels.unchanged')} error={problem?.field('weight')} /></div>}
          {action === 'delete' && <TextField label={t('confirm.type', { name: confirm })} value={d.typed} onChange={set('typed')} autoFocus />}
          <ul className="bulk-names" tabIndex={0}>{were.map((c) => <li key={c.id}><Mono provider={c.provider} /><span className="el">{c.name}</span></li>)}</ul>
        </>
      )}
    </Dialog>
  )
}

/** What will happen to the models, in numbers. */
function Effect({ action, chosen, channels }: { action: Action; chosen: Channel[]; channels: Channel[] }) {
  if (action !== 'delete' && action !== 'disable') return null
  const lost = orphaned(chosen.filter((c) => c.enabled), channels)
  return <p className="read">{lost.length > 0 ? t('channels.deleteEffect', { n: count(lost.length) }) : t('channels.deleteSafe')}</p>
}

const tones = { changed: 'ok', same: 'off', failed: 'bad' } as const

function Results({ result, channels }: { result: BulkResult; channels: Channel[] }) {
  return (
    <>
      <p className="read" role="status">{t('channels.bulkDone', { n: count(result.changed), failed: count(result.failed) })}</p>
      <ul className="panel rows bulk-results" tabIndex={0}>
        {result.items.map((x) => (
          <li key={x.id}>
            <span className="cell2"><Mono provider={channels.find((c) => c.id === x.id)?.provider ?? ''} /><span className="lane-name"><b className="el">{x.name}</b>{x.error && <small className="bad">{x.error}</small>}</span></span>
            <Badge tone={tones[x.result]}>{t(`channels.result.${x.result}`)}</Badge>
          </li>
        ))}
      </ul>
    </>
  )
}
