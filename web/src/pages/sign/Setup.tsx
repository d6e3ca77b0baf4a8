// The first minutes: the first admin, the first channel, the first call. The step is in the address, and what is done
// is read from the gateway, so a reload shows the same. A link of the same form gives an admin a new password.
import { useQuery } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'

import { api, get } from '../../api/client'
import { keepToken } from '../../api/session'
import { A, useGo, useSearch } from '../../app/address'
import { useMe, useMeError } from '../../app/me'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { Skeleton } from '../../ui/States'
import { accountQuery, Factor } from '../account/Factor'
import { Alone } from './Alone'
import { FirstCall } from './FirstCall'
import { FirstChannel } from './FirstChannel'
import { AccountForm } from './NewAccount'

const steps = ['account', 'channel', 'call'] as const
type Step = (typeof steps)[number]

/** The three steps as a line; those that are done lead back to themselves. */
function Progress({ at }: { at: number }) {
  return (
    <ol className="progress" aria-label={t('setup.steps')}>
      {steps.map((s, i) => (
        <li key={s} className={i < at ? 'done' : undefined} aria-current={i === at ? 'step' : undefined}>
          <i>{i < at ? <Check className="s" /> : i + 1}</i>
          {i < at && i > 0 ? <A to="/setup" search={{ step: s }}>{t(`setup.step.${s}`)}</A> : <span>{t(`setup.step.${s}`)}</span>}
        </li>
      ))}
    </ol>
  )
}

export function Setup() {
  const { step } = useSearch()
  if (step === 'factor') return <Inside at={0} />
  const at = step === 'done' ? steps.length : steps.indexOf(step as Step)
  return at > 0 ? <Inside at={at} /> : <Account />
}

function Account() {
  const { token = '' } = useSearch()
  const { data, error } = useQuery({ queryKey: ['setup', token], queryFn: () => get(api.GET('/api/setup', { params: { query: { token } } })), retry: false })
  if (error || (data && !data.valid)) {
    return <Alone title={t('setup.title')} wide><p className="note bad" role="alert">{t('setup.used')}</p><A className="lk" to="/login">{t('login.title')}</A></Alone>
  }
  if (!data) return <Alone title={t('setup.title')} wide><Skeleton rows={3} /></Alone>
  if (data.recovers) {
    return (
      <Alone title={t('setup.recover')} wide>
        <AccountForm name={data.recovers} action={t('setup.setPassword')} after="/" save={({ password }) => get(api.POST('/api/setup/recover', { body: { token, password } }))} />
      </Alone>
    )
  }
  return (
    <Alone title={t('setup.title')} wide>
      <Progress at={0} />
      <p className="i2 read">{t('setup.intro')}</p>
      <AccountForm
        action={t('setup.create')} after="/setup" afterSearch={{ step: 'factor' }}
        save={async ({ username, password }) => {
          const made = await get(api.POST('/api/setup', { body: { token, username: username.trim(), password } }))
          // Where the browser keeps no cookie, the token that was just made signs in.
          return get(api.GET('/api/session')).catch(() => keepToken(made.management_token))
        }}
      />
    </Alone>
  )
}

/** The steps of somebody who is signed in; others are asked to sign in first, and come back. */
function Inside({ at }: { at: number }) {
  const go = useGo()
  const me = useMe()
  const error = useMeError()
  const { step } = useSearch()
  useEffect(() => {
    if (error?.status === 401) go('/login', { to: `/setup?step=${step}` }, true)
    if (me?.role === 'user') go('/', {}, true)
  }, [go, me, error, step])
  if (!me || me.role === 'user') return <Alone title={t('setup.title')} wide><Skeleton rows={3} /></Alone>
  const bodies: Record<Step, ReactNode> = {
    account: <SecondFactor onNext={() => go('/setup', { step: 'channel' })} />,
    channel: <FirstChannel onNext={() => go('/setup', { step: 'call' })} />,
    call: <FirstCall onNext={() => go('/setup', { step: 'done' })} />,
  }
  const now = steps[at]
  return (
    <Alone title={now === 'account' ? t('account.factor') : now ? t(`setup.step.${now}`) : t('setup.ready')} wide>
      <Progress at={at} />
      {now ? bodies[now] : <Ready />}
    </Alone>
  )
}

/** The rest of the first step, which may be left out. Where the browser keeps no cookie there is no session to guard. */
function SecondFactor({ onNext }: { onNext: () => void }) {
  const byToken = useMe()?.byToken
  const me = useQuery({ ...accountQuery, enabled: !byToken }).data
  useEffect(() => {
    if (byToken) onNext()
  }, [byToken, onNext])
  if (!me) return <Skeleton rows={3} />
  return (
    <>
      <p className="i2 read">{t('setup.factorIntro')}</p>
      <Factor on={me.second_factor} codes={me.recovery_codes} has={me.has_password} />
      <div className="row"><span className="sp" />{me.second_factor ? <Button kind="primary" onClick={onNext}>{t('setup.goOn')}</Button> : <Button onClick={onNext}>{t('setup.later')}</Button>}</div>
    </>
  )
}

/** What was set up, and where to go on. */
function Ready() {
  const channels = useQuery({ queryKey: ['setup', 'channels'], queryFn: () => get(api.GET('/api/channels', { params: { query: { limit: 1 } } })) }).data
  const calls = useQuery({ queryKey: ['setup', 'calls'], queryFn: () => get(api.GET('/api/logs', { params: { query: { limit: 1 } } })) }).data
  const done = (yes: boolean | undefined, step: Step) =>
    yes === undefined ? null : yes ? <span className="ok">{t('setup.done')}</span> : <A className="lk" to="/setup" search={{ step }}>{t('setup.open')}</A>
  return (
    <>
      <ol className="steps">
        <li><b>{t('setup.step.account')}</b>{done(true, 'account')}</li>
        <li><b>{t('setup.step.channel')}</b>{done(channels && channels.items.length > 0, 'channel')}</li>
        <li><b>{t('setup.step.call')}</b>{done(calls && calls.items.length > 0, 'call')}</li>
      </ol>
      <p className="i2 read">{t('setup.after')}</p>
      <div className="row">
        <A className="btn pri" to="/">{t('nav.overview')}</A>
        <A className="btn" to="/prices" search={{ view: 'missing' }}>{t('nav.prices')}</A>
        <A className="btn" to="/users">{t('nav.users')}</A>
        <A className="btn" to="/connect">{t('nav.connect')}</A>
      </div>
    </>
  )
}
