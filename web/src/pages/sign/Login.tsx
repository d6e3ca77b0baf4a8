import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import { keepToken } from '../../api/session'
import { A, useGo, useSearch } from '../../app/address'
import { whoAmI } from '../../app/me'
import { suggestPrefs } from '../../app/prefs'
import { type Key, t } from '../../i18n'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Form'
import { Alone } from './Alone'
import { inside } from './inside'

const needsCode = 'second_factor_required'
const oidcReasons = ['expired', 'denied', 'no_account', 'disabled', 'last_admin', 'failed']

/** Goes where the person wanted to go, once it is known who they are. */
export function useEnter(): () => Promise<void> {
  const go = useGo()
  const client = useQueryClient()
  const { to } = useSearch()
  return async () => {
    client.setQueryData(['me'], await whoAmI())
    const [path = '/', search = ''] = inside(to).split('?')
    go(path, Object.fromEntries(new URLSearchParams(search)), true)
  }
}

/** How long is to be waited, in words: seconds up to two minutes, then minutes. */
export const waitOf = (seconds: number): string => (seconds > 120 ? t('login.minutes', { n: Math.ceil(seconds / 60) }) : t('login.seconds', { n: Math.max(1, seconds) }))

/** What a refusal means to the person who signs in. */
function refusal(e: unknown, key: Key): string {
  if (!(e instanceof Problem)) return String((e as Error).message)
  if (e.status === 401) return t(key)
  return e.status === 429 ? t('login.locked', { time: waitOf(e.wait) }) : e.detail
}

export function Login() {
  const { by, to, ended, sign_in: failed } = useSearch()
  const go = useGo()
  const options = useQuery({ queryKey: ['sign-in'], queryFn: () => get(api.GET('/api/session/options')), staleTime: Infinity, retry: false }).data
  useEffect(() => void (options && suggestPrefs(options.language, options.theme)), [options])
  useEffect(() => keepToken(''), [])
  const reason = oidcReasons.find((r) => r === failed)
  return (
    <Alone title={t('login.title')} name={options?.name}>
      {reason && <p className="note bad" role="alert">{t(`login.oidc.${reason as 'expired'}`)}</p>}
      {ended && <p className="note warn" role="status">{t('login.ended')}</p>}
      {options?.setup_needed && <p className="note">{t('login.setup')}</p>}
      {by === 'token' ? <ByToken /> : <ByPassword />}
      {options?.oidc && <a className="btn wide" href={`/api/session/oidc/start?return_to=${encodeURIComponent(inside(to))}`}>{options.oidc_label || t('login.oidc')}</a>}
      <p className="row sm">
        <button type="button" className="lk" onClick={() => go('/login', { to, by: by === 'token' ? undefined : 'token' })}>{by === 'token' ? t('login.byPassword') : t('login.byToken')}</button>
        <span className="sp" />
        {options?.registration === 'open' && <A className="lk" to="/invite">{t('login.register')}</A>}
      </p>
    </Alone>
  )
}

function ByPassword() {
  const enter = useEnter()
  const [d, setDraft] = useState({ username: '', password: '', code: '' })
  const [asks, setAsks] = useState(false)
  const [caps, setCaps] = useState(false)
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const set = (key: keyof typeof d) => (value: string) => setDraft((old) => ({ ...old, [key]: value }))
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (busy) return
    setBusy(true)
    try {
      await get(api.POST('/api/session', { body: { username: d.username.trim(), password: d.password, ...(asks && { code: d.code.trim() }) } }))
      await enter()
    } catch (err) {
      if (err instanceof Problem && err.kind === needsCode && !asks) setAsks(true)
      else setError(refusal(err, asks ? 'login.wrongCode' : 'login.wrong'))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(e) => void submit(e)} onKeyUp={(e) => setCaps(e.getModifierState('CapsLock'))}>
      <TextField label={t('login.name')} value={d.username} onChange={set('username')} autoComplete="username" autoFocus required />
      <TextField label={t('login.password')} type="password" value={d.password} onChange={set('password')} autoComplete="current-password" required hint={caps ? t('login.caps') : undefined} />
      {asks && <TextField label={t('login.code')} mono value={d.code} onChange={set('code')} autoComplete="one-time-code" autoFocus required hint={t('login.codeHint')} />}
      {error && <p className="note bad" role="alert">{error}</p>}
      <Button kind="primary" type="submit" busy={busy}>{t('login.do')}</Button>
    </form>
  )
}

function ByToken() {
  const enter = useEnter()
  const [token, setToken] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    setBusy(true)
    keepToken(token.trim())
    try {
      await enter()
    } catch (err) {
      keepToken('')
      setError(refusal(err, 'login.refused'))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(e) => void submit(e)}>
      <TextField label={t('login.token')} type="password" mono autoFocus required value={token} onChange={setToken} hint={t('login.tokenHint')} error={error} />
      <Button kind="primary" type="submit" busy={busy} disabled={!token.trim()}>{t('login.do')}</Button>
    </form>
  )
}
