// What everybody who is signed in is told, above every page.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import type { Notice } from '../../api/types'
import { presentationQuery } from '../../app/presentation'
import { dayTime } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { AreaField, Field, SelectField } from '../../ui/Form'
import { Failed, Skeleton } from '../../ui/States'
import { say, sayError } from '../../ui/Toast'

const noticeQuery = { queryKey: ['settings', 'notice'], queryFn: () => get(api.GET('/api/settings/notice')) }

export function NoticeForm() {
  const { data, error, refetch } = useQuery(noticeQuery)
  if (error) return <Failed error={error} onRetry={refetch} />
  return data ? <Fields key={JSON.stringify(data)} notice={data} /> : <Skeleton />
}

type Tone = 'info' | 'warning'

/** A moment as the browser's field for it has it, in local time, and back. */
function local(at: string | null | undefined): string {
  if (!at) return ''
  const d = new Date(at)
  return new Date(d.getTime() - d.getTimezoneOffset() * 60e3).toISOString().slice(0, 16)
}

function Fields({ notice: n }: { notice: Notice }) {
  const client = useQueryClient()
  const [text, setText] = useState(n.text ?? '')
  const [tone, setTone] = useState<Tone>(n.tone ?? 'info')
  const [until, setUntil] = useState(local(n.until))
  const [problem, setProblem] = useState<Problem>()
  const write = async (body: Notice, done: string) => {
    try {
      client.setQueryData(noticeQuery.queryKey, await get(api.PUT('/api/settings/notice', { body })))
      await client.invalidateQueries({ queryKey: presentationQuery.queryKey })
      setProblem(undefined)
      say(done)
    } catch (err) {
      if (err instanceof Problem && err.fields.length > 0) setProblem(err)
      else sayError(err)
    }
  }
  const save = (e: FormEvent) => {
    e.preventDefault()
    void write({ text: text.trim(), tone, until: until ? new Date(until).toISOString() : null }, t('notice.set'))
  }
  return (
    <form className="stack" onSubmit={save}>
      <p className="i2 read">{t('notice.intro')}</p>
      <AreaField label={t('notice.text')} rows={3} value={text} onChange={setText} hint={t('notice.textHint')} error={problem?.field('text')} />
      <div className="two-fields">
        <SelectField<Tone> label={t('notice.tone')} value={tone} onChange={setTone} choices={[['info', t('notice.info')], ['warning', t('notice.warning')]]} error={problem?.field('tone')} />
        <Field label={t('notice.until')} optional hint={t('notice.untilHint')} error={problem?.field('until')}>{(id, described) => <input id={id} type="datetime-local" className="input" aria-describedby={described} value={until} onChange={(e) => setUntil(e.target.value)} />}</Field>
      </div>
      <div className="row">
        <Button kind="primary" type="submit" disabled={!text.trim()}>{t('notice.show')}</Button>
        {n.text && <Button onClick={() => write({ text: '', tone: 'info' }, t('notice.removed'))}>{t('notice.remove')}</Button>}
        {n.set_at && <span className="i3 sm">{t('notice.by', { who: n.set_by ?? '', time: dayTime(n.set_at) })}</span>}
      </div>
    </form>
  )
}
