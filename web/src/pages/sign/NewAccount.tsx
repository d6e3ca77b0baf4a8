// Making an account: the form that set-up and invitations share.
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import { keepToken } from '../../api/session'
import { A, type Search, useGo, useSearch } from '../../app/address'
import { whoAmI } from '../../app/me'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Form'
import { Alone } from './Alone'

type Fields = { username: string; email: string; password: string }
type FormProps = { name?: string; email?: boolean; action: string; save: (d: Fields) => Promise<unknown>; after: string; afterSearch?: Search }

/** The strength of a password in words: its length counts most, then the kinds of characters. */
export function strength(password: string): 'short' | 'weak' | 'fair' | 'good' {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\w]/].filter((k) => k.test(password)).length
  const length = [...password].length
  if (length < 10) return 'short'
  const points = length + kinds * 2 - (new Set(password).size < 6 ? 10 : 0)
  return points < 14 ? 'weak' : points < 20 ? 'fair' : 'good'
}

export function AccountForm({ name, email, action, save, after, afterSearch = {} }: FormProps) {
  const go = useGo()
  const client = useQueryClient()
  const [d, setDraft] = useState<Fields>({ username: name ?? '', email: '', password: '' })
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const set = (key: keyof Fields) => (value: string) => setDraft((old) => ({ ...old, [key]: value }))
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (busy) return
    setBusy(true)
    try {
      keepToken('')
      await save(d)
      client.setQueryData(['me'], await whoAmI())
      go(after, afterSearch, true)
    } catch (err) {
      setProblem(err instanceof Problem ? err : new Problem(0, String(err)))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(e) => void submit(e)}>
      <TextField label={t('login.name')} value={d.username} onChange={set('username')} autoComplete="username" autoFocus={!name} disabled={Boolean(name)} required error={problem?.field('username')} />
      {email && <TextField label={t('setup.email')} type="email" optional value={d.email} onChange={set('email')} autoComplete="email" error={problem?.field('email')} />}
      <TextField label={name ? t('setup.newPassword') : t('login.password')} type="password" value={d.password} onChange={set('password')} autoComplete="new-password" required error={problem?.field('password')} hint={d.password ? t(`setup.strength.${strength(d.password)}`) : t('setup.rule')} />
      {problem && problem.fields.length === 0 && <p className="note bad" role="alert">{problem.status === 401 || problem.status === 410 ? t('setup.used') : problem.detail}</p>}
      <Button kind="primary" type="submit" busy={busy}>{action}</Button>
    </form>
  )
}

export function Invite() {
  const { code = '' } = useSearch()
  return (
    <Alone title={t('setup.invite')}>
      <AccountForm email action={t('setup.join')} after="/" save={({ username, email, password }) => get(api.POST('/api/register', { body: { username: username.trim(), email: email.trim(), password, ...(code && { invitation: code }) } }))} />
      <A className="lk sm" to="/login">{t('setup.haveAccount')}</A>
    </Alone>
  )
}
