// What a channel may be given, and how much of that is taken now.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import type { Channel } from '../../api/types'
import { count } from '../../format'
import { t } from '../../i18n'
import { Meter } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { saveOver } from '../../ui/Conflict'
import { TextField } from '../../ui/Form'
import { say, sayError } from '../../ui/Toast'

const kinds = ['rpm', 'tpm', 'concurrency'] as const
type Kind = (typeof kinds)[number]

export function LimitsTab({ channel: c }: { channel: Channel }) {
  const client = useQueryClient()
  const load = useQuery({
    queryKey: ['channel-load', c.id], refetchInterval: 2_000,
    queryFn: ({ signal }) => get(api.GET('/api/channels/{id}/health', { params: { path: { id: c.id }, query: { from: new Date(Date.now() - 900e3).toISOString() } }, signal })),
  }).data?.load
  const used: Record<Kind, number> = { rpm: load?.requests ?? 0, tpm: load?.tokens ?? 0, concurrency: load?.under_way ?? 0 }
  const [opened, setOpened] = useState<object>(c)
  const [d, setDraft] = useState<Record<Kind, string>>({ rpm: String(c.limits.rpm || ''), tpm: String(c.limits.tpm || ''), concurrency: String(c.limits.concurrency || '') })
  const [problem, setProblem] = useState<Problem>()
  const save = async (e: FormEvent) => {
    e.preventDefault()
    const limits = Object.fromEntries(kinds.map((k) => [k, Number(d[k] || 0)]))
    try {
      const saved = await saveOver(c.name, opened, { limits }, (body, version) => get(api.PATCH('/api/channels/{id}', { params: { path: { id: c.id }, header: { 'If-Match': version } }, body: body as never })))
      if (!saved) return
      setOpened(saved)
      setProblem(undefined)
      await client.invalidateQueries({ queryKey: ['channels'] })
      say(t('channels.saved', { name: c.name }))
    } catch (err) {
      if (err instanceof Problem && err.fields.length > 0) setProblem(err)
      else sayError(err)
    }
  }
  const keyLimits = c.options.key_limits
  return (
    <>
      <section className="stack tight">
        <h3>{t('channels.now')} <span className="i3 sm">{t('channels.nowNote')}</span></h3>
        {kinds.map((k) => {
          const limit = c.limits[k]
          const text = limit > 0 ? t('channels.ofLimit', { n: count(used[k]), of: count(limit) }) : k === 'concurrency' ? t('channels.noLimitNow', { n: count(used[k]) }) : t('tokens.noLimit')
          return <div key={k} className="budget"><div className="row"><span>{t(`tokens.${k}`)}</span><span className="sp" /><span className="i2 n">{text}</span></div>{limit > 0 && <Meter share={used[k] / limit} label={text} />}</div>
        })}
        {keyLimits && (keyLimits.rpm || keyLimits.tpm || keyLimits.concurrency) ? <p className="i3 sm">{t('channels.keyLimits', { rpm: count(keyLimits.rpm ?? 0), tpm: count(keyLimits.tpm ?? 0), n: count(keyLimits.concurrency ?? 0) })}</p> : null}
      </section>
      <form className="stack" onSubmit={(e) => void save(e)}>
        <h3>{t('routes.limits')}</h3>
        <div className="three-fields">
          {kinds.map((k) => <TextField key={k} label={t(`tokens.${k}`)} type="number" value={d[k]} onChange={(v) => setDraft((old) => ({ ...old, [k]: v }))} placeholder={t('tokens.noLimit')} error={problem?.field(`limits.${k}`)} />)}
        </div>
        <p className="i3 sm">{t('channels.limitsHint')}</p>
        <div><Button type="submit">{t('channels.saveLimits')}</Button></div>
      </form>
    </>
  )
}
