// One's own account: password, second factor, sessions, language.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import type { Lang } from '../../i18n'
import { lang, t } from '../../i18n'
import { getPrefs, setPrefs, type Theme } from '../../app/prefs'
import { count } from '../../format'
import { Badge, Copy, Facts, Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { SelectField, TextField } from '../../ui/Form'
import { Once } from '../../ui/Once'
import { Page } from '../../ui/Page'
import { Failed, Skeleton } from '../../ui/States'
import { say, sayError } from '../../ui/Toast'
import { Sessions } from './Sessions'

const meQuery = { queryKey: ['me', 'account'], queryFn: () => get(api.GET('/api/me')) }

export function Account() {
  const client = useQueryClient()
  const { data: me, error, refetch } = useQuery(meQuery)
  const sessions = useQuery({ queryKey: ['me', 'sessions'], retry: false, queryFn: () => get(api.GET('/api/me/sessions')) }).data?.items
  const end = async (act: Promise<unknown>): Promise<void> => {
    try {
      await act
      await client.invalidateQueries({ queryKey: ['me', 'sessions'] })
    } catch (e) {
      sayError(e)
    }
  }
  const save = async (preferences: { language?: '' | 'en' | 'zh-CN'; theme?: Theme }): Promise<void> => {
    try {
      await get(api.PATCH('/api/me', { body: { preferences } }))
    } catch (e) {
      sayError(e)
    }
  }
  return (
    <Page title={t('nav.account')}>
      {error ? <Failed error={error} onRetry={refetch} /> : !me ? <Skeleton /> : (
        <div className="stack form-page">
          <Panel title={me.username}><div className="panel-in"><Facts rows={[['tokens.id', <Copy key="i" text={me.id} />], ['users.email', me.email || t('state.none')], ['users.role', t(`role.${me.role}`)], ['users.group', me.group]]} /></div></Panel>
          <Panel title={t('account.look')}>
            <div className="panel-in two-fields">
              <SelectField<Lang> label={t('app.language')} value={lang()} choices={[['en', 'English'], ['zh', '中文']]} onChange={(v) => { void setPrefs({ lang: v }); void save({ language: v === 'zh' ? 'zh-CN' : 'en' }) }} />
              <SelectField<Theme> label={t('app.theme')} value={getPrefs().theme} choices={[['light', t('app.theme.light')], ['dark', t('app.theme.dark')], ['system', t('app.theme.system')]]} onChange={(theme) => { void setPrefs({ theme }); void save({ theme }) }} />
            </div>
          </Panel>
          <Password has={me.has_password} />
          <Factor on={me.second_factor} codes={me.recovery_codes} has={me.has_password} onChange={() => client.invalidateQueries({ queryKey: ['me', 'account'] })} />
          <Sessions sessions={sessions} onEnd={(id) => end(get(api.DELETE('/api/me/sessions/{id}', { params: { path: { id } } })))} onEndAll={() => end(get(api.DELETE('/api/me/sessions')))} />
        </div>
      )}
    </Page>
  )
}

function Password({ has }: { has: boolean }) {
  const client = useQueryClient()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const change = async (e: FormEvent) => {
    e.preventDefault()
    try {
      await get(api.POST('/api/me/password', { body: { new_password: next, ...(has && { current_password: current }) } }))
      setCurrent('')
      setNext('')
      setProblem(undefined)
      say(t('account.changed'))
      await client.invalidateQueries({ queryKey: ['me', 'sessions'] })
    } catch (err) {
      if (err instanceof Problem && err.fields.length > 0) setProblem(err)
      else sayError(err)
    }
  }
  return (
    <Panel title={t('account.password')}>
      <form className="panel-in stack" onSubmit={(e) => void change(e)}>
        <div className="two-fields">
          {has && <TextField label={t('account.current')} type="password" autoComplete="current-password" value={current} onChange={setCurrent} required error={problem?.field('current_password')} />}
          <TextField label={t('account.new')} type="password" autoComplete="new-password" value={next} onChange={setNext} required hint={t('account.newHint')} error={problem?.field('new_password')} />
        </div>
        <div><Button type="submit" disabled={next.length < 10}>{t('account.change')}</Button></div>
      </form>
    </Panel>
  )
}

type Step = { what: 'start' | 'disable' | 'codes' } | { what: 'confirm'; secret: string; url: string }

function Factor({ on, codes, has, onChange }: { on: boolean; codes: number; has: boolean; onChange: () => void }) {
  const [step, setStep] = useState<Step>()
  const [value, setValue] = useState('')
  const [recovery, setRecovery] = useState<string[]>()
  const go = (next?: Step) => { setValue(''); setStep(next) }
  const run = async () => {
    if (!step) return
    try {
      if (step.what === 'start') {
        go({ what: 'confirm', ...(await get(api.POST('/api/me/totp', { body: has ? { password: value } : {} }))) })
        return
      }
      const body = { code: value.trim() }
      const r = await get(step.what === 'confirm' ? api.POST('/api/me/totp/confirm', { body }) : step.what === 'disable' ? api.POST('/api/me/totp/disable', { body }) : api.POST('/api/me/totp/recovery-codes', { body }))
      if (step.what !== 'disable') setRecovery(r.recovery_codes)
      else say(t('account.factorOff'))
      go()
      onChange()
    } catch (e) {
      sayError(e)
    }
  }
  return (
    <Panel title={t('account.factor')} end={<Badge tone={on ? 'ok' : 'off'}>{on ? t('account.on') : t('account.off')}</Badge>}>
      <div className="panel-in stack">
        <p className="i2">{on ? t('account.codesLeft', { n: count(codes) }) : t('account.factorHint')}</p>
        <div className="row">{on ? <><Button onClick={() => go({ what: 'codes' })}>{t('account.newCodes')}</Button><Button onClick={() => go({ what: 'disable' })}>{t('account.disable')}</Button></> : <Button onClick={() => go({ what: 'start' })}>{t('account.enable')}</Button>}</div>
      </div>
      {step && (
        <Dialog title={t('account.factor')} onClose={() => go()} actions={<><Button onClick={() => go()}>{t('do.cancel')}</Button><Button kind="primary" disabled={!value && !(step.what === 'start' && !has)} onClick={run}>{t(`account.step.${step.what}`)}</Button></>}>
          {step.what === 'confirm' && <><p className="read">{t('account.scan')}</p><output className="secret m">{step.secret}</output><Copy text={step.url} short={false}><span className="el">{t('account.copyURL')}</span></Copy></>}
          {step.what === 'start' ? (has ? <TextField label={t('account.current')} type="password" autoComplete="current-password" value={value} onChange={setValue} /> : <p className="read">{t('account.factorHint')}</p>) : <TextField label={t('account.code')} mono autoComplete="one-time-code" value={value} onChange={setValue} />}
        </Dialog>
      )}
      {recovery && <Once title={t('account.recovery')} lines={recovery} file="burncloud-recovery-codes.txt" note={t('account.recoveryNote')} onClose={() => setRecovery(undefined)} />}
    </Panel>
  )
}
