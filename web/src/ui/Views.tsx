// Views of a list: filters with a name, those that come with the page, and those that people have saved.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Ellipsis, Pencil, Plus, Save, Trash2, Users } from 'lucide-react'
import { useState } from 'react'

import { all, api, get, Problem } from '../api/client'
import type { View } from '../api/types'
import { useGo, usePath, useSearch } from '../app/address'
import { useMe } from '../app/me'
import { t } from '../i18n'
import { Tabs } from './Bits'
import { Button } from './Button'
import { Confirm, Dialog } from './Dialog'
import { type BuiltIn, builtInOf, searchOf, viewQuery } from './choose'
import { CheckField, TextField } from './Form'
import { Menu, type MenuItem } from './Menu'
import { say, sayError } from './Toast'

export function Views({ page, label, builtIn }: { page: string; label: string; builtIn: BuiltIn[] }) {
  const search = useSearch()
  const path = usePath()
  const go = useGo()
  const me = useMe()
  const known = Boolean(me?.id) // the token of the environment is nobody's, and keeps no views
  const { data } = useQuery({ queryKey: ['views'], enabled: known, queryFn: () => all((cursor) => get(api.GET('/api/settings/views', { params: { query: { cursor, limit: 200 } } })) as Promise<{ items: View[]; next_cursor: string | null }>) })
  const saved = (data ?? []).filter((v) => v.page === page).sort((a, b) => a.name.localeCompare(b.name))
  const [form, setForm] = useState<View | 'new'>()
  const [gone, setGone] = useState<View>()
  const client = useQueryClient()
  const open = saved.find((v) => v.id === search.view)
  const query = viewQuery(search)
  const changed = open !== undefined && viewQuery(searchOf(open.query)) !== query
  const choose = (id: string) => {
    const view = saved.find((v) => v.id === id)
    if (view) return go(path, { ...searchOf(view.query), view: view.id })
    const own = builtIn.find((v) => v.id === id)?.query ?? {}
    const cleared = Object.fromEntries(builtIn.flatMap((v) => Object.keys(v.query)).map((k) => [k, undefined]))
    go(path, open ? own : { ...search, view: undefined, ...cleared, ...own }) // a saved view takes its whole filter with it
  }
  const save = async (view: View) => {
    try {
      await get(api.PATCH('/api/settings/views/{id}', { params: { path: { id: view.id } }, body: { query } as never }))
      await client.invalidateQueries({ queryKey: ['views'] })
      say(t('views.saved', { name: view.name }))
    } catch (e) {
      sayError(e)
    }
  }
  const may = open && (open.user_id === me?.id || me?.role === 'admin')
  const items: MenuItem[] = [
    ...(open && may ? [{ label: t('views.save'), icon: Save, disabled: !changed, run: () => save(open) }, { label: t('views.rename'), icon: Pencil, run: () => setForm(open) }] : []),
    { label: t('views.new'), icon: Plus, run: () => setForm('new') },
    ...(open && may ? ['line' as const, { label: t('views.delete'), icon: Trash2, danger: true, run: () => setGone(open) }] : []),
  ]
  return (
    <div className="viewbar">
      <Tabs
        label={label} value={open?.id ?? builtInOf(search, builtIn)?.id ?? ''} onChange={choose}
        choices={[...builtIn.map(({ id, label }) => ({ id, label })), ...saved.map((v) => ({ id: v.id, label: v.name, mark: v.id === open?.id && changed ? t('views.changed') : undefined, icon: v.shared ? Users : undefined, title: v.shared ? t('views.shared') : undefined }))]}
      />
      {known && (open ? <Menu label={t('views.menu')} button={<Ellipsis className="s" />} items={items} /> : <Button kind="ghost" small icon={Plus} label={t('views.new')} onClick={() => setForm('new')} />)}
      {form && <ViewForm view={form === 'new' ? undefined : form} page={page} query={query} share={me?.role !== 'user'} onClose={() => setForm(undefined)} onDone={(v) => go(path, { ...search, view: v.id }, true)} />}
      {gone && (
        <Confirm
          title={t('views.deleteTitle', { name: gone.name })} action={t('views.delete')} onClose={() => setGone(undefined)}
          run={async () => {
            await get(api.DELETE('/api/settings/views/{id}', { params: { path: { id: gone.id } } })).catch((e: unknown) => { sayError(e); throw e })
            await client.invalidateQueries({ queryKey: ['views'] })
            go(path, { ...search, view: undefined }, true)
          }}
        >
          {gone.shared ? t('views.deleteShared') : t('views.deleteOwn')}
        </Confirm>
      )}
    </div>
  )
}

type FormProps = { view?: View; page: string; query: string; share: boolean; onClose: () => void; onDone: (v: View) => void }

/** A name for a new view of what is on screen, or another name for one. */
function ViewForm({ view, page, query, share, onClose, onDone }: FormProps) {
  const client = useQueryClient()
  const [name, setName] = useState(view?.name ?? '')
  const [shared, setShared] = useState(view?.shared ?? false)
  const [problem, setProblem] = useState<Problem>()
  const submit = async () => {
    try {
      const made = view
        ? await get(api.PATCH('/api/settings/views/{id}', { params: { path: { id: view.id } }, body: { name, shared } as never }))
        : await get(api.POST('/api/settings/views', { body: { page, name, query, shared } as never }))
      await client.invalidateQueries({ queryKey: ['views'] })
      onDone(made as View)
      onClose()
    } catch (e) {
      if (e instanceof Problem && e.fields.length > 0) setProblem(e)
      else sayError(e)
    }
  }
  return (
    <Dialog title={t(view ? 'views.rename' : 'views.new')} onClose={onClose} actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" disabled={name.trim() === ''} onClick={submit}>{t('views.save')}</Button></>}>
      <form onSubmit={(e) => { e.preventDefault(); if (name.trim()) void submit() }}>
        <TextField label={t('views.name')} value={name} onChange={setName} error={problem?.field('name') ?? problem?.field('query')} autoFocus required />
        {share && <CheckField label={t('views.share')} value={shared} onChange={setShared} />}
      </form>
    </Dialog>
  )
}
