import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import { groupsQuery } from '../../api/queries'
import type { User } from '../../api/types'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { saveOver } from '../../ui/Conflict'
import { Dialog } from '../../ui/Dialog'
import { CheckField, SelectField, TextField } from '../../ui/Form'
import { say, sayError } from '../../ui/Toast'

type Draft = { username: string; email: string; role: User['role']; group: string; unlimited: boolean; rpm: string; tpm: string; concurrency: string }

const zero = (n: number | undefined): string => (n ? String(n) : '')

const draftOf = (u: User): Draft => ({
  username: u.username, email: u.email, role: u.role, group: u.group, unlimited: u.unlimited_balance ?? false,
  rpm: zero(u.limits.rpm), tpm: zero(u.limits.tpm), concurrency: zero(u.limits.concurrency),
})

const none: Draft = { username: '', email: '', role: 'user', group: 'default', unlimited: false, rpm: '', tpm: '', concurrency: '' }

const bodyOf = (d: Draft) => ({
  username: d.username.trim(), email: d.email.trim(), role: d.role, group: d.group, unlimited_balance: d.unlimited,
  limits: { rpm: Number(d.rpm || 0), tpm: Number(d.tpm || 0), concurrency: Number(d.concurrency || 0) },
})

/** `onMade` gets a new user; without `user` one is made. */
export function UserForm({ user, onClose, onMade }: { user?: User; onClose: () => void; onMade?: (u: User) => void }) {
  const client = useQueryClient()
  const groups = useQuery(groupsQuery()).data
  const [opened] = useState(user)
  const [d, setDraft] = useState<Draft>(user ? draftOf(user) : none)
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const set = <K extends keyof Draft>(key: K) => (value: Draft[K]) => setDraft((old) => ({ ...old, [key]: value }))
  const wrong = (field: string) => problem?.field(field)
  const save = async (e: FormEvent) => {
    e.preventDefault()
    if (busy) return
    setBusy(true)
    try {
      if (user) {
        const saved = await saveOver(user.username, opened ?? user, bodyOf(d), (body, version) => get(api.PATCH('/api/users/{id}', { params: { path: { id: user.id }, header: { 'If-Match': version } }, body: body as never })))
        if (!saved) return
      } else onMade?.((await get(api.POST('/api/users', { body: { ...bodyOf(d), enabled: true } as never }))) as User)
      await client.invalidateQueries({ queryKey: ['users'] })
      if (user) say(t('users.saved', { name: d.username }))
      onClose()
    } catch (err) {
      if (err instanceof Problem && err.fields.length > 0) setProblem(err)
      else sayError(err)
    } finally {
      setBusy(false)
    }
  }
  const names = groups?.map((g) => g.name) ?? []
  return (
    <Dialog
      title={user ? t('users.editTitle', { name: user.username }) : t('users.add')} wide onClose={onClose}
      actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" type="submit" form="user-form" busy={busy}>{user ? t('do.save') : t('users.create')}</Button></>}
    >
      <form id="user-form" className="stack" onSubmit={(e) => void save(e)}>
        <div className="two-fields">
          <TextField label={t('users.name')} value={d.username} onChange={set('username')} required error={wrong('username')} />
          <TextField label={t('users.email')} type="email" value={d.email} onChange={set('email')} optional error={wrong('email')} />
          <SelectField label={t('users.role')} value={d.role} onChange={set('role')} choices={[['user', t('role.user')], ['operator', t('role.operator')], ['admin', t('role.admin')]]} error={wrong('role')} hint={t(`role.hint.${d.role}`)} />
          <SelectField label={t('users.group')} value={d.group} onChange={set('group')} choices={[...new Set([d.group, ...names])].map((g): [string, string] => [g, g])} error={wrong('group')} hint={t('users.groupHint')} />
        </div>
        <CheckField label={t('users.unlimited')} hint={t('users.unlimitedHint')} value={d.unlimited} onChange={set('unlimited')} />
        <fieldset>
          <legend>{t('users.limits')}</legend>
          <div className="three-fields">
            {(['rpm', 'tpm', 'concurrency'] as const).map((k) => <TextField key={k} label={t(`tokens.${k}`)} type="number" value={d[k]} onChange={set(k)} error={wrong(`limits.${k}`)} placeholder={t('tokens.noLimit')} />)}
          </div>
        </fieldset>
      </form>
    </Dialog>
  )
}
