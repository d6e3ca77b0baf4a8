// Channel groups: what a call costs in them, and who is in them.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useMemo, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import { tokensQuery, usersQuery } from '../../api/queries'
import type { Channel, Group } from '../../api/types'
import { count, money, nano } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { saveOver } from '../../ui/Conflict'
import { Confirm, Dialog } from '../../ui/Dialog'
import { TextField } from '../../ui/Form'
import type { Doc } from '../../ui/merge'
import { type Column, Table } from '../../ui/Table'
import { say, sayError } from '../../ui/Toast'

/** What a dollar's worth costs in a group. */
const dollar = (multiplier: string | null): string => money(nano(multiplier ?? '1') ?? 0n)

export function Groups({ groups, channels, adding, onAdded }: { groups: Group[] | undefined; channels: Channel[]; adding: boolean; onAdded: () => void }) {
  const users = useQuery(usersQuery()).data
  const tokens = useQuery(tokensQuery()).data
  const [editing, setEditing] = useState<Group>()
  const columns = useMemo<Column<Group>[]>(
    () => [
      { id: 'name', head: t('tokens.col.name'), card: 'title', sort: (g) => g.name, cell: (g) => <div className="cell2"><div><b>{g.name}</b><small className="el">{g.description}</small></div></div> },
      { id: 'multiplier', head: t('routes.multiplier'), width: '240px', card: 'side', sort: (g) => nano(g.price_multiplier ?? '1') ?? 0n, cell: (g) => <span>× {g.price_multiplier} <span className="i3">{t('routes.dollar', { amount: dollar(g.price_multiplier) })}</span></span> },
      { id: 'users', head: t('nav.users'), width: '100px', right: true, cell: (g) => count(users?.filter((u) => u.group === g.name).length ?? 0) },
      { id: 'tokens', head: t('nav.tokens'), width: '100px', right: true, cell: (g) => count(tokens?.filter((x) => x.group === g.name).length ?? 0) },
      { id: 'channels', head: t('nav.channels'), width: '100px', right: true, cell: (g) => count(channels.filter((c) => c.groups.includes(g.name)).length) },
      { id: 'limits', head: t('routes.limits'), width: '180px', right: true, cell: (g) => [g.limits.rpm && `${count(g.limits.rpm)} rpm`, g.limits.tpm && `${count(g.limits.tpm)} tpm`].filter(Boolean).join(', ') || <span className="i3">{t('tokens.noLimit')}</span> },
    ],
    [users, tokens, channels],
  )
  return (
    <>
      <Table label={t('routes.groups')} columns={columns} rows={groups} id={(g) => g.name} twoLines onOpen={setEditing} />
      {(adding || editing) && <GroupForm key={editing?.name} group={editing} onClose={() => { setEditing(undefined); onAdded() }} />}
    </>
  )
}

function GroupForm({ group, onClose }: { group: Group | undefined; onClose: () => void }) {
  const client = useQueryClient()
  const [d, setDraft] = useState({ name: group?.name ?? '', description: group?.description ?? '', multiplier: group?.price_multiplier ?? '1.0', rpm: String(group?.limits.rpm || ''), tpm: String(group?.limits.tpm || ''), concurrency: String(group?.limits.concurrency || '') })
  const [problem, setProblem] = useState<Problem>()
  const [deleting, setDeleting] = useState(false)
  const set = (key: keyof typeof d) => (value: string) => setDraft((old) => ({ ...old, [key]: value }))
  const path = { params: { path: { id: group?.name ?? '' } } }
  const save = async (e: FormEvent) => {
    e.preventDefault()
    const fields = { name: d.name.trim(), description: d.description, price_multiplier: d.multiplier.trim(), limits: { rpm: Number(d.rpm || 0), tpm: Number(d.tpm || 0), concurrency: Number(d.concurrency || 0) } }
    const write = (body: Doc, version: string) => get(api.PATCH('/api/groups/{id}', { params: { path: { id: group?.name ?? '' }, header: { 'If-Match': version } }, body: body as never }))
    try {
      const saved = group ? await saveOver(group.name, group, fields, write) : await get(api.POST('/api/groups', { body: fields as never }))
      if (!saved) return
      await client.invalidateQueries({ queryKey: ['groups'] })
      say(t('channels.saved', { name: d.name }))
      onClose()
    } catch (err) {
      if (err instanceof Problem && err.fields.length > 0) setProblem(err)
      else sayError(err)
    }
  }
  const remove = async () => {
    try {
      await get(api.DELETE('/api/groups/{id}', path))
      await client.invalidateQueries({ queryKey: ['groups'] })
      onClose()
    } catch (e) {
      sayError(e)
      throw e
    }
  }
  if (deleting && group) return <Confirm title={t('routes.deleteGroup')} name={group.name} action={t('routes.deleteGroup')} run={remove} onClose={() => setDeleting(false)}>{t('routes.deleteGroupEffect')}</Confirm>
  return (
    <Dialog
      title={group ? group.name : t('routes.addGroup')} onClose={onClose}
      actions={<>{group && <Button onClick={() => setDeleting(true)}>{t('routes.deleteGroup')}</Button>}<span className="sp" /><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" type="submit" form="group-form">{t('routes.saveGroup')}</Button></>}
    >
      <form id="group-form" className="stack" onSubmit={(e) => void save(e)}>
        {!group && <TextField label={t('tokens.col.name')} value={d.name} onChange={set('name')} required error={problem?.field('name')} />}
        <TextField label={t('routes.description')} optional value={d.description} onChange={set('description')} error={problem?.field('description')} />
        <TextField label={t('routes.multiplier')} mono value={d.multiplier} onChange={set('multiplier')} error={problem?.field('price_multiplier')} hint={nano(d.multiplier) === undefined ? undefined : t('routes.dollar', { amount: dollar(d.multiplier) })} />
        <div className="three-fields">
          <TextField label={t('tokens.rpm')} type="number" value={d.rpm} onChange={set('rpm')} placeholder={t('tokens.noLimit')} error={problem?.field('limits.rpm')} />
          <TextField label={t('tokens.tpm')} type="number" value={d.tpm} onChange={set('tpm')} placeholder={t('tokens.noLimit')} error={problem?.field('limits.tpm')} />
          <TextField label={t('tokens.concurrency')} type="number" value={d.concurrency} onChange={set('concurrency')} placeholder={t('tokens.noLimit')} error={problem?.field('limits.concurrency')} />
        </div>
      </form>
    </Dialog>
  )
}
