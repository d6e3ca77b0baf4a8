import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { Problem } from '../../api/client'
import { keepToken } from '../../api/session'
import { useGo, useSearch } from '../../app/address'
import { whoAmI } from '../../app/me'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Form'
import { Alone } from './Alone'

/** An address of this console, or the first page: what the link says must not lead away. */
export const inside = (to: string | undefined): string => (to && /^\/(?![/\\])/.test(to) ? to : '/')

export function Login() {
  const go = useGo()
  const client = useQueryClient()
  const { to } = useSearch()
  const [token, setToken] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    setBusy(true)
    keepToken(token.trim())
    try {
      client.setQueryData(['me'], await whoAmI())
      const [path = '/', search = ''] = inside(to).split('?')
      go(path, Object.fromEntries(new URLSearchParams(search)), true)
    } catch (err) {
      keepToken('')
      setError(err instanceof Problem && err.status === 401 ? t('login.refused') : String((err as Error).message))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Alone title={t('login.title')}>
      <form onSubmit={(e) => void submit(e)}>
        <TextField label={t('login.token')} type="password" mono autoFocus required value={token} onChange={setToken} hint={t('login.tokenHint')} error={error} />
        <Button kind="primary" type="submit" busy={busy} disabled={!token.trim()}>{t('login.do')}</Button>
      </form>
    </Alone>
  )
}
