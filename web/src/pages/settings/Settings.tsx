import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import { groupsQuery } from '../../api/queries'
import type { Access, Settings as Data } from '../../api/types'
import { useGo, useParam } from '../../app/address'
import { useMe } from '../../app/me'
import { t } from '../../i18n'
import { Panel, Tabs } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { CheckField, SecretField, SelectField, TextField, words } from '../../ui/Form'
import { Page } from '../../ui/Page'
import { Failed, Skeleton } from '../../ui/States'
import { say, sayError } from '../../ui/Toast'
import { BodiesForm } from './BodiesForm'
import { EnvironmentPage } from './EnvironmentPage'
import { GeneralForm } from './GeneralForm'
import { Invitations, ManagementTokens } from './Grants'
import { NoticeForm } from './NoticeForm'

const scheme = 'https://'

const sections = ['general', 'limits', 'logging', 'access', 'tokens', 'notice', 'environment'] as const
type Section = (typeof sections)[number]

export function Settings() {
  const go = useGo()
  const param = useParam('section')
  const all = useMe()?.role === 'admin'
  const open: Section[] = all ? [...sections] : ['notice']
  const section = open.find((s) => s === param) ?? open[0]
  return (
    <Page fixed title={t('nav.settings')}>
      <div className="listing">
        <Tabs label={t('nav.settings')} value={section ?? 'notice'} onChange={(s) => go(`/settings/${s}`)} choices={open.map((id) => ({ id, label: t(`settings.${id}`) }))} />
        <div className="body"><div className="stack form-page">
          {section === 'general' && <GeneralForm />}
          {section === 'limits' && <Numbers key="limits" fields={['max_concurrent_calls', 'max_attempts', 'max_body_bytes']} unpriced />}
          {section === 'logging' && <><Numbers key="logging" fields={['retention_days', 'rollup_retention_days']} /><BodiesForm /></>}
          {section === 'access' && <><AccessForm /><Invitations /></>}
          {section === 'tokens' && <ManagementTokens />}
          {section === 'notice' && <NoticeForm />}
          {section === 'environment' && <EnvironmentPage />}
        </div></div>
      </div>
    </Page>
  )
}

const settingsQuery = { queryKey: ['settings'], queryFn: async () => (await get(api.GET('/api/settings'))) as Data }

type NumberField = 'max_concurrent_calls' | 'max_attempts' | 'max_body_bytes' | 'retention_days' | 'rollup_retention_days'

function Numbers({ fields, unpriced }: { fields: NumberField[]; unpriced?: boolean }) {
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(settingsQuery)
  const [draft, setDraft] = useState<Partial<Record<NumberField, string>>>({})
  const [allow, setAllow] = useState<boolean>()
  const [problem, setProblem] = useState<Problem>()
  const changed = fields.filter((f) => draft[f] !== undefined && draft[f] !== String(data?.[f] ?? 0))
  const changes = changed.length + (allow !== undefined && allow !== data?.allow_unpriced ? 1 : 0)
  const save = async (e: FormEvent) => {
    e.preventDefault()
    try {
      const body = { ...Object.fromEntries(changed.map((f) => [f, Number(draft[f] || 0)])), ...(allow !== undefined && { allow_unpriced: allow }) }
      client.setQueryData(['settings'], await get(api.PATCH('/api/settings', { body })))
      setDraft({})
      setAllow(undefined)
      setProblem(undefined)
      say(t('settings.saved'))
    } catch (err) {
      if (err instanceof Problem && err.fields.length > 0) setProblem(err)
      else sayError(err)
    }
  }
  if (error) return <Failed error={error} onRetry={refetch} />
  if (!data) return <Skeleton />
  return (
    <form className="stack" onSubmit={(e) => void save(e)}>
      {fields.filter((f) => data[f] !== undefined).map((f) => <TextField key={f} label={t(`settings.field.${f}`)} type="number" value={draft[f] ?? String(data[f])} onChange={(v) => setDraft({ ...draft, [f]: v })} hint={t(`settings.hint.${f}`)} error={problem?.field(f)} />)}
      {unpriced && data.allow_unpriced !== undefined && <CheckField label={t('settings.unpriced')} hint={t('settings.unpricedHint')} value={allow ?? data.allow_unpriced} onChange={setAllow} />}
      <div><Button kind="primary" type="submit" disabled={changes === 0}>{t('do.save')}</Button></div>
    </form>
  )
}

function AccessForm() {
  const { data, error, refetch } = useQuery({ queryKey: ['settings', 'access'], queryFn: async () => (await get(api.GET('/api/settings/access'))) as Access })
  if (error) return <Failed error={error} onRetry={refetch} />
  return data ? <AccessFields key={JSON.stringify(data)} access={data} /> : <Skeleton />
}

/** "claim = role", one a line, as an object, and back. */
const pairsOf = (text: string): Record<string, string> => Object.fromEntries(words(text).map((l) => l.split('=').map((x) => x.trim())).filter((p): p is [string, string] => p.length === 2 && p.every(Boolean)))
const textOf = (pairs: Record<string, string> | undefined): string => Object.entries(pairs ?? {}).map(([k, v]) => `${k} = ${v}`).join(', ')

function AccessFields({ access: a }: { access: Access }) {
  const client = useQueryClient()
  const groups = useQuery(groupsQuery()).data?.map((g) => g.name) ?? []
  const [d, setDraft] = useState(a)
  const [hours, setHours] = useState(String(a.session_hours))
  const [secret, setSecret] = useState('')
  const [roles, setRoles] = useState(textOf(a.oidc.roles))
  const [problem, setProblem] = useState<Problem>()
  const set = (change: Partial<Access>) => setDraft((old) => ({ ...old, ...change }))
  const oidc = (change: Partial<Access['oidc']>) => set({ oidc: { ...d.oidc, ...change } })
  const wrong = (f: string) => problem?.field(f)
  const save = async (e: FormEvent) => {
    e.preventDefault()
    const { client_secret_set: _set, ...provider } = d.oidc
    try {
      await get(api.PATCH('/api/settings/access', { body: { ...d, session_hours: Number(hours), oidc: { ...provider, roles: pairsOf(roles), ...(secret && { client_secret: secret }) } } as never }))
      setSecret('')
      setProblem(undefined)
      await client.invalidateQueries({ queryKey: ['settings', 'access'] })
      say(t('settings.saved'))
    } catch (err) {
      if (err instanceof Problem && err.fields.length > 0) setProblem(err)
      else sayError(err)
    }
  }
  return (
    <form className="stack" onSubmit={(e) => void save(e)}>
      <SelectField label={t('settings.registration')} value={d.registration} onChange={(registration) => set({ registration })} choices={[['off', t('settings.reg.off')], ['invitation', t('settings.reg.invitation')], ['open', t('settings.reg.open')]]} error={wrong('registration')} />
      <div className="two-fields">
        <SelectField label={t('settings.regGroup')} value={d.registration_group} onChange={(registration_group) => set({ registration_group })} choices={[...new Set([d.registration_group, ...groups])].map((g): [string, string] => [g, g])} error={wrong('registration_group')} />
        <TextField label={t('settings.hours')} type="number" value={hours} onChange={setHours} error={wrong('session_hours')} />
      </div>
      <TextField label={t('settings.publicURL')} mono optional value={d.public_url} onChange={(public_url) => set({ public_url })} hint={t('settings.publicHint')} error={wrong('public_url')} placeholder={scheme} />
      <Panel title={t('settings.oidc')} note={d.oidc.issuer ? undefined : t('settings.oidcOff')}>
        <div className="panel-in stack">
          <div className="two-fields">
            <TextField label={t('settings.issuer')} mono optional value={d.oidc.issuer ?? ''} onChange={(issuer) => oidc({ issuer })} error={wrong('oidc.issuer')} placeholder={scheme} />
            <TextField label={t('settings.label')} optional value={d.oidc.label ?? ''} onChange={(label) => oidc({ label })} error={wrong('oidc.label')} />
            <TextField label={t('settings.clientID')} mono value={d.oidc.client_id ?? ''} onChange={(client_id) => oidc({ client_id })} error={wrong('oidc.client_id')} />
            <SecretField label={t('settings.secret')} value={secret} onChange={setSecret} stored={d.oidc.client_secret_set ? ' ' : undefined} error={wrong('oidc.client_secret')} />
            <TextField label={t('settings.roleClaim')} mono optional value={d.oidc.role_claim ?? ''} onChange={(role_claim) => oidc({ role_claim })} error={wrong('oidc.role_claim')} />
            <TextField label={t('settings.roles')} mono optional value={roles} onChange={setRoles} hint={t('settings.rolesHint')} error={wrong('oidc.roles')} />
          </div>
          <CheckField label={t('settings.allowCreate')} value={d.oidc.allow_create ?? false} onChange={(allow_create) => oidc({ allow_create })} />
          <CheckField label={t('settings.linkEmail')} hint={t('settings.linkHint')} value={d.oidc.link_by_email ?? false} onChange={(link_by_email) => oidc({ link_by_email })} />
        </div>
      </Panel>
      <div><Button kind="primary" type="submit">{t('do.save')}</Button></div>
    </form>
  )
}
