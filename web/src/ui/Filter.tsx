// The filter bar: chips for what is filtered, a field that understands "status:5xx cost>0.1", a menu of fields.
import { ListFilter, Search, X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'

import { useSearch, useSetSearch } from '../app/address'
import { useKeys } from '../app/keys'
import { t } from '../i18n'
import { Menu } from './Menu'

export type FilterField = {
  /** The search parameter. */
  id: string
  label: string
  /** Suggestions: [value, how it is shown]. */
  values?: [string, string][]
  /** Compared by size: typed as id>value. */
  over?: boolean
}

const word = /(?:"([^"]*)"|(\S+))/g

/** What was typed, as parameters: known field:value and field>value, and the words that are left as q. */
export function parseFilter(text: string, fields: FilterField[]): Record<string, string | undefined> {
  const found: Record<string, string | undefined> = {}
  const rest: string[] = []
  for (const [, quoted, plain] of text.matchAll(word)) {
    const m = /^(\w+)([:>])(.+)$/.exec(plain ?? '')
    const field = m && fields.find((f) => f.id === m[1] && (f.over ?? false) === (m[2] === '>'))
    if (field && m) found[field.id] = m[3]
    else rest.push(quoted ?? plain ?? '')
  }
  found.q = rest.join(' ') || undefined
  return found
}

/** The fields that are filtered by now, without q. */
export const filtered = (search: Record<string, string | undefined>, fields: FilterField[]): FilterField[] => fields.filter((f) => search[f.id])

function Chip({ field, value, onClose }: { field: FilterField; value: string; onClose: () => void }) {
  const shown = field.values?.find(([v]) => v === value)?.[1] ?? value
  return (
    <span className="filter">
      <span>{field.label}</span>
      <span>{field.over ? `> ${shown}` : shown}</span>
      <button type="button" aria-label={t('do.remove', { what: field.label })} onClick={onClose}><X /></button>
    </span>
  )
}

/** One field's value, typed or chosen. */
function Ask({ field, onDone }: { field: FilterField; onDone: (value?: string) => void }) {
  const id = useId()
  return (
    <form className="filter ask" onSubmit={(e) => { e.preventDefault(); onDone(String(new FormData(e.currentTarget).get('v') ?? '').trim()) }}>
      <label htmlFor={id}>{field.label}{field.over && ' >'}</label>
      <input id={id} name="v" autoFocus autoComplete="off" list={`${id}l`} onBlur={(e) => onDone(e.currentTarget.value.trim())} onKeyDown={(e) => { if (e.key === 'Escape') { e.stopPropagation(); onDone() } }} />
      <datalist id={`${id}l`}>{field.values?.map(([v, label]) => <option key={v} value={v}>{label}</option>)}</datalist>
    </form>
  )
}

export function FilterBar({ fields, hint, end }: { fields: FilterField[]; hint: string; end?: ReactNode }) {
  const search = useSearch()
  const setSearch = useSetSearch()
  const [text, setText] = useState(search.q ?? '')
  const [asking, setAsking] = useState<FilterField>()
  const input = useRef<HTMLInputElement>(null)
  useKeys([{ keys: '/', title: 'keys.filter', run: () => input.current?.focus() }])
  useEffect(() => setText(search.q ?? ''), [search.q])
  const apply = () => {
    const found = parseFilter(text, fields)
    setText(found.q ?? '')
    setSearch(found, true)
  }
  // Plain words filter while they are typed; fields wait for Enter.
  useEffect(() => {
    if (/[:>]/.test(text) || text === (search.q ?? '')) return
    const timer = setTimeout(() => setSearch({ q: text || undefined }), 250)
    return () => clearTimeout(timer)
  }, [text]) // eslint-disable-line
  const on = filtered(search, fields)
  const clear = () => {
    setText('')
    setSearch({ ...Object.fromEntries(fields.map((f) => [f.id, undefined])), q: undefined }, true)
  }
  return (
    <div className="filters">
      <label className="search">
        <Search className="s" />
        <input ref={input} type="search" value={text} placeholder={hint} aria-label={t('keys.filter')} onChange={(e) => setText(e.target.value)} onKeyDown={(e) => { if (e.key === 'Enter') apply(); if (e.key === 'Escape') input.current?.blur() }} />
        <kbd>/</kbd>
      </label>
      {on.map((f) => <Chip key={f.id} field={f} value={search[f.id] ?? ''} onClose={() => setSearch({ [f.id]: undefined }, true)} />)}
      {asking && <Ask field={asking} onDone={(v) => { setAsking(undefined); if (v) setSearch({ [asking.id]: v }, true) }} />}
      {fields.length > 0 && (
        <Menu
          label={t('do.filter')}
          className="filter add"
          button={<span><ListFilter />{t('do.filter')}</span>}
          items={fields.map((f) => ({ label: f.label, run: () => setAsking(f) }))}
        />
      )}
      {(on.length > 0 || search.q) && <button type="button" className="lk sm" onClick={clear}>{t('do.clear')}</button>}
      <span className="sp" />
      <span className="sm i3 n no-phone">{end}</span>
    </div>
  )
}
