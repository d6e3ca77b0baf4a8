// Making an account: the first admin with the set-up link, an admin's new password, or one's own with an invitation.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import { keepToken } from '../../api/session'
import { A, type Search, useGo, useSearch } from '../../app/address'
import { whoAmI } from '../../app/me'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Form'
import { Skeleton } from '../../ui/States'
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

function AccountForm({ name, email, action, save, after, afterSearch = {} }: FormProps) {
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

export function Setup() {
  const { token = '', step } = useSearch()
  const { data, error } = useQuery({ queryKey: ['setup', token], queryFn: () => get(api.GET('/api/setup', { params: { query: { token } } })), retry: false, enabled: step !== 'done' })
  if (step === 'done') return <Next />
  if (error || (data && !data.valid)) {
    return <Alone title={t('setup.title')} wide><p className="note bad" role="alert">{t('setup.used')}</p><A className="lk" to="/login">{t('login.title')}</A></Alone>
  }
  if (!data) return <Alone title={t('setup.title')} wide><Skeleton rows={3} /></Alone>
  const recovers = data.recovers
  return (
    <Alone title={recovers ? t('setup.recover') : t('setup.title')} wide>
      {!recovers && <p className="i2 read">{t('setup.intro')}</p>}
      <AccountForm
        name={recovers || undefined} action={recovers ? t('setup.setPassword') : t('setup.create')} after={recovers ? '/' : '/setup'} afterSearch={recovers ? {} : { step: 'done' }}
        save={async ({ username, password }) => {
          if (recovers) return get(api.POST('/api/setup/recover', { body: { token, password } }))
          const made = await get(api.POST('/api/setup', { body: { token, username: username.trim(), password } }))
          // Without a session (an older server) the token that was just made signs in.
          return get(api.GET('/api/session')).catch(() => keepToken(made.management_token))
        }}
      />
    </Alone>
  )
}

/** What comes after the account: a channel, then a call. Both can wait. */
function Next() {
  return (
    <Alone title={t('setup.welcome')} wide>
      <ol className="steps">
        <li><b>{t('setup.step1')}</b><span className="ok">{t('setup.done')}</span></li>
        <li><span><b>{t('setup.step2')}</b><br /><span className="i3 sm">{t('setup.step2Hint')}</span></span><A className="btn pri" to="/channels/new">{t('channels.add')}</A></li>
        <li><span><b>{t('setup.step3')}</b><br /><span className="i3 sm">{t('setup.step3Hint')}</span></span><A className="btn" to="/tokens">{t('nav.tokens')}</A></li>
      </ol>
      <A className="lk" to="/">{t('setup.later')}</A>
    </Alone>
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
