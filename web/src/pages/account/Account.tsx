// One's own account: password, second factor, sessions, language.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import type { Lang } from '../../i18n'
import { lang, t } from '../../i18n'
import { getPrefs, setPrefs, type Theme } from '../../app/prefs'
import { Copy, Facts, Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { SelectField, TextField } from '../../ui/Form'
import { Page } from '../../ui/Page'
import { Failed, Skeleton } from '../../ui/States'
import { say, sayError } from '../../ui/Toast'
import { accountQuery, Factor } from './Factor'
import { Sessions } from './Sessions'

export function Account() {
  const client = useQueryClient()
  const { data: me, error, refetch } = useQuery(accountQuery)
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
          <Factor on={me.second_factor} codes={me.recovery_codes} has={me.has_password} />
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
