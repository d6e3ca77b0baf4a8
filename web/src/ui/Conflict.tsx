// When somebody else was quicker: what they wrote beside what is about to be written, chosen field by field. What was typed
// stays in its form until it is written.
import { useState, useSyncExternalStore } from 'react'

import { Problem } from '../api/client'
import { useNames } from '../api/queries'
import { clock } from '../format'
import { type Key, t } from '../i18n'
import { Button } from './Button'
import { Dialog } from './Dialog'
import { type Difference, differences, type Doc, withField } from './merge'

type Question = { name: string; at: unknown; rows: Difference[]; answer: (mine: string[] | undefined) => void }

let question: Question | undefined
const listeners = new Set<() => void>()

function ask(next: Question | undefined): void {
  question = next
  for (const listener of listeners) listener()
}

/** Asks which fields are to be as I have them; undefined when the form is gone back to. */
const choose = (name: string, at: unknown, rows: Difference[]): Promise<string[] | undefined> =>
  new Promise((done) => ask({ name, at, rows, answer: (mine) => { ask(undefined); done(mine) } }))

/**
 * Writes a form's fields over the object that it was opened with. `write` gets the fields, the version they are meant for and
 * the object of that version. Where somebody has changed the object meanwhile, the person is asked. Undefined when nothing
 * was written because the person wants to go on typing.
 */
export async function saveOver<T>(name: string, opened: object, fields: object, write: (fields: Doc, version: string, over: Doc) => Promise<T>): Promise<T | undefined> {
  let over = opened as Doc
  let mine = fields as Doc
  for (;;) {
    try {
      return await write(mine, String(over.updated_at ?? ''), over)
    } catch (e) {
      const theirs = e instanceof Problem && e.status === 409 ? e.current : undefined
      if (!theirs) throw e
      const rows = differences(over, mine, theirs)
      const kept = rows.length > 0 ? await choose(name, theirs.updated_at, rows) : []
      if (!kept) return undefined
      mine = rows.filter((r) => !kept.includes(r.path)).reduce((doc, r) => withField(doc, r.path, r.theirs), mine)
      over = theirs
    }
  }
}

/** What fields are called in their forms; others show their path. */
const labels: Record<string, Key> = {
  name: 'tokens.col.name', username: 'users.name', email: 'users.email', role: 'users.role', group: 'logs.field.group', description: 'routes.description', base_url: 'channels.baseURL',
  keys: 'channels.tab.keys', models: 'channels.tab.models', model_mapping: 'channels.mapping', groups: 'channels.col.groups', tags: 'channels.col.tags', priority: 'channels.col.priority',
  weight: 'channels.col.weight', enabled: 'channels.status.enabled', price_multiplier: 'routes.multiplier', strategy: 'routes.strategy', affinity: 'routes.sessions', targets: 'routes.targets',
  fallback_models: 'routes.fallbackModels', continue_streams: 'routes.continue', budget: 'tokens.budget', allowed_cidrs: 'tokens.network', expires_at: 'tokens.ends', strict: 'tokens.strict',
  unlimited_balance: 'users.unlimited', 'limits.rpm': 'tokens.rpm', 'limits.tpm': 'tokens.tpm', 'limits.concurrency': 'tokens.concurrency', 'options.headers': 'channels.headers',
  'options.region': 'channels.option.region', 'options.project': 'channels.option.project', 'options.api_version': 'channels.option.api_version', 'options.organization': 'channels.option.organization',
  'options.workspace': 'channels.option.workspace', 'options.proxy_url': 'channels.option.proxy_url', 'options.timeouts.connect': 'channels.clock.connect', 'options.timeouts.first_token': 'channels.clock.first_token',
  'options.timeouts.idle': 'channels.clock.idle', 'options.timeouts.total': 'channels.clock.total',
}

/** A value in words. Keys are never shown: of new ones only how many they are. */
function inWords(path: string, v: unknown, nameOf: (id: string) => string): string {
  if (path === 'keys' && Array.isArray(v)) {
    const hints = v.flatMap((k) => (typeof k === 'object' && k !== null && 'key_hint' in k ? [String(k.key_hint)] : []))
    return hints.length > 0 ? hints.join(', ') : t('conflict.newKeys', { n: v.length })
  }
  if (v === null || v === undefined || v === '' || (Array.isArray(v) && v.length === 0)) return t('state.none')
  if (typeof v === 'boolean') return v ? t('conflict.yes') : t('conflict.no')
  if (Array.isArray(v)) return v.map((x) => inWords('', x, nameOf)).join(path === '' ? ' ' : '\n')
  if (typeof v === 'object') return Object.entries(v).filter(([, x]) => x !== null && x !== '').map(([k, x]) => (k === 'channel_id' ? nameOf(String(x)) : `${k}: ${inWords('', x, nameOf)}`)).join(', ')
  return String(v)
}

/** The dialog, where it is asked for. */
export function Conflicts() {
  const asked = useSyncExternalStore((l) => (listeners.add(l), () => listeners.delete(l)), () => question)
  return asked ? <Choice key={asked.name + String(asked.at)} {...asked} /> : null
}

function Choice({ name, at, rows, answer }: Question) {
  const nameOf = useNames()
  const [mine, setMine] = useState<Set<string>>(new Set(rows.filter((r) => r.touched).map((r) => r.path)))
  const pick = (path: string, on: boolean) => setMine((old) => new Set(on ? [...old, path] : [...old].filter((p) => p !== path)))
  return (
    <Dialog
      wide firm title={t('conflict.title', { name })} onClose={() => answer(undefined)}
      actions={
        <>
          <Button onClick={() => answer(undefined)}>{t('conflict.back')}</Button>
          <span className="sp" />
          <Button onClick={() => setMine(new Set())}>{t('conflict.allTheirs')}</Button>
          <Button onClick={() => setMine(new Set(rows.map((r) => r.path)))}>{t('conflict.allMine')}</Button>
          <Button kind="primary" onClick={() => answer([...mine])}>{t('conflict.save')}</Button>
        </>
      }
    >
      <p className="read">{t('conflict.what', { time: typeof at === 'string' ? clock(at) : t('state.none') })}</p>
      {rows.map((r) => {
        const label = labels[r.path]
        const side = (isMine: boolean) => (
          <label className={`conflict-side${mine.has(r.path) === isMine ? ' on' : ''}`}>
            <span><input type="radio" name={r.path} checked={mine.has(r.path) === isMine} onChange={() => pick(r.path, isMine)} /> {isMine ? (r.touched ? t('conflict.mine') : t('conflict.before')) : t('conflict.theirs')}</span>
            <span className="m">{inWords(r.path, isMine ? r.mine : r.theirs, nameOf)}</span>
          </label>
        )
        return <fieldset key={r.path} className="conflict"><legend className={label ? undefined : 'm'}>{label ? t(label) : r.path}</legend>{side(false)}{side(true)}</fieldset>
      })}
    </Dialog>
  )
}
