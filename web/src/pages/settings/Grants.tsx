// What lets people and programs in: invitations, and tokens of the control plane.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'

import { all, api, get } from '../../api/client'
import type { Invitation, ManagementToken } from '../../api/types'
import { dayTime, when } from '../../format'
import { t } from '../../i18n'
import { Badge, Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { SelectField, TextField, words } from '../../ui/Form'
import { Once } from '../../ui/Once'
import { say, sayError } from '../../ui/Toast'

type Page<T> = { items: T[]; next_cursor: string | null }
type Secret = { title: string; lines: string[] }

export function Invitations() {
  const client = useQueryClient()
  const list = useQuery({ queryKey: ['invitations'], queryFn: () => all<Invitation>(async (cursor) => (await get(api.GET('/api/invitations', { params: { query: { limit: 200, cursor } } }))) as Page<Invitation>) }).data
  const [making, setMaking] = useState(false)
  const [note, setNote] = useState('')
  const [role, setRole] = useState<Invitation['role']>('user')
  const [secret, setSecret] = useState<Secret>()
  const refresh = () => client.invalidateQueries({ queryKey: ['invitations'] })
  const make = async (e: FormEvent) => {
    e.preventDefault()
    try {
      const made = await get(api.POST('/api/invitations', { body: { note: note.trim(), role } as never }))
      setMaking(false)
      setSecret({ title: t('invite.link'), lines: [made.link || made.code || ''] })
      await refresh()
    } catch (err) {
      sayError(err)
    }
  }
  const remove = async (id: string) => {
    try {
      await get(api.DELETE('/api/invitations/{id}', { params: { path: { id } } }))
      await refresh()
      say(t('invite.removed'))
    } catch (e) {
      sayError(e)
    }
  }
  return (
    <Panel title={t('invite.title')} end={<Button small icon={Plus} onClick={() => setMaking(true)}>{t('invite.add')}</Button>}>
      <ul className="rows">
        {list?.length === 0 && <li className="i3">{t('invite.none')}</li>}
        {list?.map((x) => (
          <li key={x.id}>
            <span className="lane-name sp"><b className="el">{x.note || x.code_hint}</b><small className="i3">{t(`role.${x.role as 'user'}`)}{x.expires_at && ` · ${t('invite.until', { time: dayTime(x.expires_at) })}`}</small></span>
            {x.used_at ? <Badge tone="off">{t('invite.used', { time: when(x.used_at) })}</Badge> : <Button small onClick={() => remove(x.id)}>{t('invite.remove')}</Button>}
          </li>
        ))}
      </ul>
      {making && (
        <Dialog title={t('invite.add')} onClose={() => setMaking(false)} actions={<><Button onClick={() => setMaking(false)}>{t('do.cancel')}</Button><Button kind="primary" type="submit" form="invite-form">{t('invite.create')}</Button></>}>
          <form id="invite-form" className="stack" onSubmit={(e) => void make(e)}>
            <TextField label={t('invite.for')} value={note} onChange={setNote} optional hint={t('invite.hint')} />
            <SelectField label={t('users.role')} value={role} onChange={setRole} choices={[['user', t('role.user')], ['operator', t('role.operator')], ['admin', t('role.admin')]]} />
          </form>
        </Dialog>
      )}
      {secret && <Once title={secret.title} lines={secret.lines} file="invitation.txt" onClose={() => setSecret(undefined)} />}
    </Panel>
  )
}

export function ManagementTokens() {
  const client = useQueryClient()
  const list = useQuery({ queryKey: ['management-tokens'], queryFn: () => all<ManagementToken>(async (cursor) => (await get(api.GET('/api/management-tokens', { params: { query: { limit: 200, cursor } } }))) as Page<ManagementToken>) }).data
  const [making, setMaking] = useState(false)
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState('read')
  const [days, setDays] = useState('90')
  const [secret, setSecret] = useState<Secret>()
  const refresh = () => client.invalidateQueries({ queryKey: ['management-tokens'] })
  const make = async (e: FormEvent) => {
    e.preventDefault()
    try {
      const made = await get(api.POST('/api/management-tokens', { body: { name: name.trim(), scopes: words(scopes), expires_at: Number(days) > 0 ? new Date(Date.now() + Number(days) * 86_400_000).toISOString() : null } as never }))
      setMaking(false)
      setSecret({ title: name, lines: [made.key ?? ''] })
      await refresh()
    } catch (err) {
      sayError(err)
    }
  }
  const remove = async (x: ManagementToken) => {
    try {
      await get(api.DELETE('/api/management-tokens/{id}', { params: { path: { id: x.id } } }))
      await refresh()
      say(t('tokens.deleted', { name: x.name }))
    } catch (e) {
      sayError(e)
    }
  }
  return (
    <Panel title={t('mt.title')} note={t('mt.note')} end={<Button small icon={Plus} onClick={() => setMaking(true)}>{t('mt.add')}</Button>}>
      <ul className="rows">
        {list?.length === 0 && <li className="i3">{t('mt.none')}</li>}
        {list?.map((x) => (
          <li key={x.id}>
            <span className="lane-name sp"><b className="el">{x.name} <span className="m i3">{x.key_hint}</span></b><small className="i3">{x.scopes.join(', ')} · {x.last_used_at ? t('mt.used', { time: when(x.last_used_at) }) : t('tokens.never')}{x.expires_at && ` · ${t('invite.until', { time: dayTime(x.expires_at) })}`}</small></span>
            <Button small onClick={() => remove(x)}>{t('do.delete')}</Button>
          </li>
        ))}
      </ul>
      {making && (
        <Dialog title={t('mt.add')} onClose={() => setMaking(false)} actions={<><Button onClick={() => setMaking(false)}>{t('do.cancel')}</Button><Button kind="primary" type="submit" form="mt-form">{t('tokens.create')}</Button></>}>
          <form id="mt-form" className="stack" onSubmit={(e) => void make(e)}>
            <TextField label={t('tokens.col.name')} value={name} onChange={setName} required />
            <TextField label={t('mt.scopes')} mono value={scopes} onChange={setScopes} hint={t('mt.scopesHint')} />
            <TextField label={t('mt.days')} type="number" value={days} onChange={setDays} hint={t('mt.daysHint')} />
          </form>
        </Dialog>
      )}
      {secret && <Once title={secret.title} lines={secret.lines} file="burncloud-token.txt" onClose={() => setSecret(undefined)} />}
    </Panel>
  )
}
