// Whether the bodies of calls are kept, of which, how much of them, for how long; and what that means for people.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import { usersQuery } from '../../api/queries'
import type { Settings, User } from '../../api/types'
import { bytes, count, dayTime } from '../../format'
import { t } from '../../i18n'
import { Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { SelectField, TextField, words } from '../../ui/Form'
import { Failed, Skeleton } from '../../ui/States'
import { say, sayError } from '../../ui/Toast'

const kib = 1024
const mib = 1024 * 1024

/** What holds where nothing was chosen; the API says 0. */
const defaults = { oneIn: 100, most: 256, hours: 72, space: 1024 }

type Mode = Settings['bodies']
const modes: Mode[] = ['off', 'errors', 'sampled', 'all']

export function BodiesForm() {
  const { data, error, refetch } = useQuery({ queryKey: ['settings'], queryFn: async () => (await get(api.GET('/api/settings'))) as Settings })
  const users = useQuery(usersQuery()).data
  if (error) return <Failed error={error} onRetry={refetch} />
  return data && users ? <Fields key={JSON.stringify(data)} set={data} users={users} /> : <Skeleton />
}

const spaceQuery = { queryKey: ['bodies'], queryFn: () => get(api.GET('/api/logs/bodies')) }

/** Deletes whatever is kept. */
function DeleteAll() {
  const client = useQueryClient()
  const space = useQuery(spaceQuery).data
  const [asking, setAsking] = useState(false)
  const run = async () => {
    await get(api.DELETE('/api/logs/bodies')).catch((e: unknown) => { sayError(e); throw e })
    await client.invalidateQueries({ queryKey: ['bodies'] })
    say(t('settings.bodiesGone'))
  }
  return (
    <>
      <Button kind="danger" disabled={!space?.calls} onClick={() => setAsking(true)}>{t('settings.bodiesDelete')}</Button>
      {asking && space && (
        <Confirm title={t('settings.bodiesDelete')} action={t('settings.bodiesDelete')} run={run} onClose={() => setAsking(false)}>
          {t('settings.bodiesDeleteNote', { n: count(space.calls) })}
        </Confirm>
      )}
    </>
  )
}

/** What is kept now. */
function Used() {
  const space = useQuery(spaceQuery).data
  if (!space) return null
  return (
    <p className="i3 sm">
      {[
        t('settings.bodiesUsed', { n: count(space.calls), size: bytes(space.bytes) }),
        space.oldest && t('settings.bodiesOldest', { time: dayTime(space.oldest) }),
        space.dropped > 0 && t('settings.bodiesDropped', { n: count(space.dropped) }),
      ].filter(Boolean).join(' · ')}
    </p>
  )
}

function Fields({ set, users }: { set: Settings; users: User[] }) {
  const client = useQueryClient()
  const was = {
    mode: set.bodies, oneIn: String(set.bodies_one_in || defaults.oneIn), most: String(set.bodies_max_bytes / kib || defaults.most), hours: String(set.bodies_retention_hours || defaults.hours),
    space: String(set.bodies_max_total_bytes / mib || defaults.space), users: set.bodies_users.map((id) => users.find((u) => u.id === id)?.username ?? id).join(', '),
  }
  const [d, setDraft] = useState(was)
  const [problem, setProblem] = useState<Problem>()
  const change = (c: Partial<typeof was>) => setDraft((old) => ({ ...old, ...c }))
  const save = async (e: FormEvent) => {
    e.preventDefault()
    try {
      const body = {
        bodies: d.mode, bodies_one_in: Number(d.oneIn), bodies_max_bytes: Math.round(Number(d.most) * kib), bodies_retention_hours: Number(d.hours), bodies_max_total_bytes: Math.round(Number(d.space) * mib),
        bodies_users: words(d.users).map((name) => users.find((u) => u.username === name)?.id ?? name),
      }
      const now = await get(api.PATCH('/api/settings', { body }))
      setProblem(undefined)
      client.setQueryData(['settings'], now)
      say(t('settings.saved'))
    } catch (err) {
      if (err instanceof Problem && err.fields.length > 0) setProblem(err)
      else sayError(err)
    }
  }
  const changed = JSON.stringify(d) !== JSON.stringify(was)
  return (
    <form onSubmit={(e) => void save(e)}>
      <Panel title={t('settings.bodies')} end={<Used />}>
        <div className="panel-in stack">
          <div className="read"><p>{t('settings.bodiesNote')}</p></div>
          <div className="two-fields">
            <SelectField<Mode> label={t('settings.bodiesMode')} value={d.mode} onChange={(mode) => change({ mode })} choices={modes.map((m) => [m, t(`settings.bodiesMode.${m}`)])} error={problem?.field('bodies')} />
            {d.mode === 'sampled' && <TextField label={t('settings.bodiesOneIn')} type="number" value={d.oneIn} onChange={(oneIn) => change({ oneIn })} error={problem?.field('bodies_one_in')} />}
          </div>
          {d.mode !== 'off' && <TextField label={t('settings.bodiesUsers')} optional value={d.users} onChange={(names) => change({ users: names })} list={users.map((u) => u.username)} hint={t('settings.bodiesUsersHint')} error={problem?.field('bodies_users')} />}
          <div className="three-fields">
            <TextField label={t('settings.bodiesMost')} type="number" value={d.most} onChange={(most) => change({ most })} error={problem?.field('bodies_max_bytes')} />
            <TextField label={t('settings.bodiesHours')} type="number" value={d.hours} onChange={(hours) => change({ hours })} error={problem?.field('bodies_retention_hours')} />
            <TextField label={t('settings.bodiesSpace')} type="number" value={d.space} onChange={(space) => change({ space })} hint={t('settings.bodiesSpaceHint')} error={problem?.field('bodies_max_total_bytes')} />
          </div>
          <p className="i3 sm">{t('settings.bodiesRepeat')}</p>
          <div className="row"><Button kind="primary" type="submit" disabled={!changed}>{t('do.save')}</Button><DeleteAll /></div>
        </div>
      </Panel>
    </form>
  )
}
