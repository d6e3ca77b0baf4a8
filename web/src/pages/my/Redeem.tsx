import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { api, get, Problem } from '../../api/client'
import { money, nano } from '../../format'
import { t } from '../../i18n'
import { Badge, Panel } from '../../ui/Bits'
import { Approx } from '../../ui/Approx'
import { Button } from '../../ui/Button'
import { AreaField } from '../../ui/Form'
import { Page } from '../../ui/Page'
import { StatementPanel } from '../account/Statement'
import { myBalanceQuery } from './queries'

const example = 'XXXX-XXXX-XXXX-XXXX-XXXX'

type Result = { code: string; ok: boolean; text: string }

/** Codes out of pasted text, whatever stands between them. */
export const codesOf = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).map((c) => c.replace(/[‐-―−]/g, '-').toUpperCase()).filter((c) => c.length > 3))]

export function Redeem() {
  const client = useQueryClient()
  const balance = useQuery(myBalanceQuery()).data
  const [text, setText] = useState('')
  const [results, setResults] = useState<Result[]>([])
  const codes = codesOf(text)
  const redeem = async () => {
    const done: Result[] = []
    for (const code of codes) {
      const hint = `…${code.slice(-4)}`
      try {
        const r = await get(api.POST('/api/me/redeem', { body: { code } }))
        done.push({ code: hint, ok: true, text: money(r.amount, { sign: true }) })
      } catch (e) {
        done.push({ code: hint, ok: false, text: e instanceof Problem ? (e.fields[0]?.message ?? e.detail) : String(e) })
        if (e instanceof Problem && e.status === 429) break
      }
      setResults([...done])
    }
    setResults(done)
    setText('')
    await Promise.all([client.invalidateQueries({ queryKey: ['me', 'balance'] }), client.invalidateQueries({ queryKey: ['statement'] })])
  }
  return (
    <Page title={t('nav.redeem')}>
      <div className="stack form-page">
        <div className="balance"><div><span className="sm i2">{t('users.balance')}</span><p className={`display n${(nano(balance?.balance ?? '0') ?? 0n) < 0n ? ' bad' : ''}`}>{balance ? money(balance.balance) : t('state.none')}</p>{balance && <Approx amount={balance.balance} />}</div></div>
        <form className="stack" onSubmit={(e) => { e.preventDefault() }}>
          <AreaField label={t('my.codes')} mono rows={3} value={text} onChange={setText} hint={t('my.codesHint')} placeholder={example} />
          <div><Button kind="primary" disabled={codes.length === 0} onClick={redeem}>{codes.length > 1 ? t('my.redeemN', { n: codes.length }) : t('my.redeemOne')}</Button></div>
        </form>
        {results.length > 0 && <Panel title={t('my.results')}><ul className="rows" role="status">{results.map((r, i) => <li key={i}><span className="m">{r.code}</span><Badge tone={r.ok ? 'ok' : 'bad'}>{r.text}</Badge></li>)}</ul></Panel>}
        <StatementPanel />
      </div>
    </Page>
  )
}
