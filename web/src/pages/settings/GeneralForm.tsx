// How the console presents itself: its name, what clients are told, and what holds where nobody chose.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import type { General } from '../../api/types'
import { presentationQuery } from '../../app/presentation'
import { t } from '../../i18n'
import { Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { AmountField, Field, SelectField, TextField } from '../../ui/Form'
import { Failed, Skeleton } from '../../ui/States'
import { say, sayError } from '../../ui/Toast'

const generalQuery = { queryKey: ['settings', 'general'], queryFn: async () => (await get(api.GET('/api/settings/general'))) as General }

export function GeneralForm() {
  const { data, error, refetch } = useQuery(generalQuery)
  if (error) return <Failed error={error} onRetry={refetch} />
  return data ? <Fields key={JSON.stringify(data)} general={data} /> : <Skeleton />
}

const example = { code: 'CNY', rate: '7.28' }

const today = (): string => new Date().toISOString().slice(0, 10)

function Fields({ general: g }: { general: General }) {
  const client = useQueryClient()
  const [d, setDraft] = useState({ ...g, balance_alert: (g.balance_alert ?? '').replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') })
  const [problem, setProblem] = useState<Problem>()
  const set = (change: Partial<General>) => setDraft((old) => ({ ...old, ...change }))
  const currency = (change: Partial<General['currency']>) => set({ currency: { ...d.currency, ...change } })
  const wrong = (f: string) => problem?.field(f)
  const save = async (e: FormEvent) => {
    e.preventDefault()
    try {
      const code = (d.currency.code ?? '').trim().toUpperCase()
      const body = { ...d, name: d.name?.trim(), base_url: d.base_url?.trim(), currency: code ? { code, rate: d.currency.rate?.trim() ?? '', date: d.currency.date || today() } : { code: '', rate: '', date: '' } }
      client.setQueryData(generalQuery.queryKey, (await get(api.PUT('/api/settings/general', { body: body as never }))) as General)
      await client.invalidateQueries({ queryKey: presentationQuery.queryKey })
      setProblem(undefined)
      say(t('settings.saved'))
    } catch (err) {
      if (err instanceof Problem && err.fields.length > 0) setProblem(err)
      else sayError(err)
    }
  }
  return (
    <form className="stack" onSubmit={(e) => void save(e)}>
      <TextField label={t('settings.name')} optional value={d.name ?? ''} onChange={(name) => set({ name })} placeholder={t('app.name')} hint={t('settings.nameHint')} error={wrong('name')} />
      <TextField label={t('settings.baseURL')} mono optional value={d.base_url ?? ''} onChange={(base_url) => set({ base_url })} placeholder={location.origin} hint={t('settings.baseHint')} error={wrong('base_url')} />
      <div className="two-fields">
        <SelectField label={t('settings.language')} value={d.language ?? ''} onChange={(language) => set({ language })} choices={[['', t('settings.browsers')], ['en', 'English'], ['zh-CN', '中文']]} error={wrong('language')} />
        <SelectField label={t('settings.theme')} value={d.theme ?? ''} onChange={(theme) => set({ theme })} choices={[['', t('app.theme.system')], ['light', t('app.theme.light')], ['dark', t('app.theme.dark')]]} error={wrong('theme')} />
      </div>
      <AmountField label={t('settings.alert')} value={d.balance_alert ?? ''} onChange={(balance_alert) => set({ balance_alert })} hint={t('settings.alertHint')} error={wrong('balance_alert')} />
      <Panel title={t('settings.currency')} note={t('settings.currencyNote')}>
        <div className="panel-in three-fields">
          <TextField label={t('settings.code')} mono optional value={d.currency.code ?? ''} onChange={(code) => currency({ code })} placeholder={example.code} error={wrong('currency.code')} />
          <TextField label={t('settings.rate')} mono value={d.currency.rate ?? ''} onChange={(rate) => currency({ rate })} placeholder={example.rate} error={wrong('currency.rate')} />
          <Field label={t('settings.rateDate')} error={wrong('currency.date')}>{(id, described) => <input id={id} type="date" className="input" aria-describedby={described} value={d.currency.date ?? ''} onChange={(e) => currency({ date: e.target.value })} />}</Field>
        </div>
      </Panel>
      <div><Button kind="primary" type="submit">{t('do.save')}</Button></div>
    </form>
  )
}
