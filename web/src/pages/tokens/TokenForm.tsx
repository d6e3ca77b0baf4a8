// Making and changing tokens: who, what may be called, for how much, how often, from where, until when.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import { channelsQuery, groupsQuery, usersQuery } from '../../api/queries'
import type { Token } from '../../api/types'
import { count } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { saveOver } from '../../ui/Conflict'
import { Dialog } from '../../ui/Dialog'
import { AmountField, AreaField, CheckField, SelectField, TextField, words } from '../../ui/Form'
import { say, sayError } from '../../ui/Toast'

type Draft = {
  name: string; user_id: string; group: string; models: string; money: 'unlimited' | Token['budget_period']; budget: string
  rpm: string; tpm: string; concurrency: string; cidrs: string; expires: string; strict: boolean
}

const none: Draft = { name: '', user_id: '', group: '', models: '', money: 'unlimited', budget: '', rpm: '', tpm: '', concurrency: '', cidrs: '', expires: '', strict: false }

const zero = (n: number): string => (n === 0 ? '' : String(n))

function draftOf(x: Token): Draft {
  return {
    name: x.name, user_id: x.user_id, group: x.group, models: x.models.join('\n'), money: x.budget === null ? 'unlimited' : x.budget_period, budget: x.budget ?? '',
    rpm: zero(x.limits.rpm ?? 0), tpm: zero(x.limits.tpm ?? 0), concurrency: zero(x.limits.concurrency ?? 0), cidrs: x.allowed_cidrs.join('\n'),
    expires: x.expires_at?.slice(0, 10) ?? '', strict: x.strict,
  }
}

/** What is written: the API's words for the draft. */
export function bodyOf(d: Draft) {
  const limited = d.money !== 'unlimited'
  return {
    name: d.name.trim(), ...(d.user_id && { user_id: d.user_id }), group: d.group, models: words(d.models), allowed_cidrs: words(d.cidrs),
    unlimited: !limited, budget: limited ? d.budget.trim().replace(/^\$/, '') : null, budget_period: limited ? (d.money as Token['budget_period']) : 'total',
    limits: { rpm: Number(d.rpm || 0), tpm: Number(d.tpm || 0), concurrency: Number(d.concurrency || 0) },
    expires_at: d.expires ? new Date(`${d.expires}T00:00:00`).toISOString() : null, strict: d.strict,
  }
}

/** How many of the names a list of names and patterns lets through. */
export function matching(patterns: string[], names: string[]): number {
  const tests = patterns.map((p) => new RegExp(`^${p.split('*').map((x) => x.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`))
  return names.filter((n) => tests.some((x) => x.test(n))).length
}

type FormProps = { token?: Token; onClose: () => void; onMade: (name: string, key: string) => void }

export function TokenForm({ token, onClose, onMade }: FormProps) {
  const client = useQueryClient()
  const users = useQuery(usersQuery()).data
  const groups = useQuery(groupsQuery()).data
  const names = [...new Set(useQuery(channelsQuery()).data?.flatMap((c) => c.models))]
  const [opened] = useState(token)
  const [d, setDraft] = useState<Draft>(token ? draftOf(token) : none)
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const set = <K extends keyof Draft>(key: K) => (value: Draft[K]) => setDraft((old) => ({ ...old, [key]: value }))
  const wrong = (field: string) => problem?.field(field)
  const save = async (e: FormEvent) => {
    e.preventDefault()
    if (busy) return
    setBusy(true)
    try {
      if (token) {
        const saved = await saveOver(token.name, opened ?? token, bodyOf(d), (body, version) => get(api.PATCH('/api/tokens/{id}', { params: { path: { id: token.id }, header: { 'If-Match': version } }, body: body as never })))
        if (!saved) return
        await client.invalidateQueries({ queryKey: ['tokens'] })
        say(t('tokens.saved', { name: d.name }))
        onClose()
      } else {
        const made = await get(api.POST('/api/tokens', { body: { ...bodyOf(d), enabled: true } as never }))
        onMade(d.name, made.key ?? '')
      }
    } catch (err) {
      if (err instanceof Problem && err.fields.length > 0) setProblem(err)
      else sayError(err)
    } finally {
      setBusy(false)
    }
  }
  const patterns = words(d.models)
  return (
    <Dialog
      title={token ? t('tokens.editTitle', { name: token.name }) : t('tokens.add')} wide onClose={onClose}
      actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" type="submit" form="token-form" busy={busy}>{token ? t('do.save') : t('tokens.create')}</Button></>}
    >
      <form id="token-form" className="stack" onSubmit={(e) => void save(e)}>
        {problem && !['name', 'user_id', 'group', 'models', 'budget', 'allowed_cidrs', 'expires_at'].some(wrong) && <p className="note bad">{problem.fields.map((f) => `${f.field}: ${f.message}`).join('; ')}</p>}
        <div className="two-fields">
          <TextField label={t('tokens.col.name')} value={d.name} onChange={set('name')} autoFocus required error={wrong('name')} />
          <SelectField label={t('tokens.col.owner')} value={d.user_id} onChange={set('user_id')} choices={[['', t('tokens.me')], ...(users ?? []).map((u): [string, string] => [u.id, u.username])]} error={wrong('user_id')} />
        </div>
        <fieldset>
          <legend>{t('tokens.allowed')}</legend>
          <AreaField label={t('tokens.col.models')} mono rows={2} optional value={d.models} onChange={set('models')} error={wrong('models')} placeholder={t('tokens.modelsExample')} hint={patterns.length > 0 ? t('tokens.matches', { n: count(matching(patterns, names)) }) : t('tokens.everything')} />
          <SelectField label={t('tokens.col.group')} value={d.group} onChange={set('group')} choices={[['', t('tokens.owners')], ...(groups ?? []).map((g): [string, string] => [g.name, g.name])]} error={wrong('group')} />
        </fieldset>
        <fieldset>
          <legend>{t('tokens.money')}</legend>
          <div className="two-fields">
            <SelectField label={t('tokens.budget')} value={d.money} onChange={set('money')} choices={[['unlimited', t('tokens.noBudget')], ['day', t('tokens.period.day')], ['month', t('tokens.period.month')], ['total', t('tokens.period.total')]]} />
            {d.money !== 'unlimited' && <AmountField label={t('tokens.amount')} value={d.budget} onChange={set('budget')} error={wrong('budget')} />}
          </div>
        </fieldset>
        <fieldset>
          <legend>{t('tokens.limits')}</legend>
          <div className="three-fields">
            <TextField label={t('tokens.rpm')} type="number" value={d.rpm} onChange={set('rpm')} error={wrong('limits.rpm')} placeholder={t('tokens.noLimit')} />
            <TextField label={t('tokens.tpm')} type="number" value={d.tpm} onChange={set('tpm')} error={wrong('limits.tpm')} placeholder={t('tokens.noLimit')} />
            <TextField label={t('tokens.concurrency')} type="number" value={d.concurrency} onChange={set('concurrency')} error={wrong('limits.concurrency')} placeholder={t('tokens.noLimit')} />
          </div>
          <div className="two-fields">
            <AreaField label={t('tokens.network')} mono rows={2} optional value={d.cidrs} onChange={set('cidrs')} error={wrong('allowed_cidrs')} hint={t('tokens.networkHint')} placeholder="10.0.0.0/8" />
            <label className="field"><span>{t('tokens.ends')}</span><input className="input" type="date" value={d.expires} onChange={(e) => set('expires')(e.target.value)} />{wrong('expires_at') ? <span className="bad sm">{wrong('expires_at')}</span> : <span className="i3 sm">{t('tokens.endsHint')}</span>}</label>
          </div>
          <CheckField label={t('tokens.strict')} hint={t('tokens.strictHint')} value={d.strict} onChange={set('strict')} />
        </fieldset>
      </form>
    </Dialog>
  )
}
