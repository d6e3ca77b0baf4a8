import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'

import { api, get, Problem } from '../../api/client'
import type { Redemption } from '../../api/types'
import { count, decimal, money, typed } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { AmountField, Field, TextField } from '../../ui/Form'
import { sayError } from '../../ui/Toast'

/** Makes a batch; `onMade` gets it with its codes, which are there only now. */
export function CodesForm({ onClose, onMade }: { onClose: () => void; onMade: (batch: Redemption) => void }) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [number, setNumber] = useState('10')
  const [amount, setAmount] = useState('5.00')
  const [expires, setExpires] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const each = typed(amount)
  const n = /^\d{1,4}$/.test(number) ? Number(number) : 0
  const save = async (e: FormEvent) => {
    e.preventDefault()
    if (busy || each === undefined) return
    setBusy(true)
    try {
      const made = await get(api.POST('/api/redemptions', { body: { name: name.trim(), count: n, amount: decimal(each), expires_at: expires ? new Date(`${expires}T00:00:00`).toISOString() : null } }))
      await client.invalidateQueries({ queryKey: ['redemptions'] })
      onMade(made as Redemption)
    } catch (err) {
      if (err instanceof Problem && err.fields.length > 0) setProblem(err)
      else sayError(err)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={t('codes.add')} onClose={onClose}
      actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="primary" type="submit" form="codes-form" busy={busy} disabled={!name.trim() || !each || n === 0}>{t('codes.create')}</Button></>}
    >
      <form id="codes-form" className="stack" onSubmit={(e) => void save(e)}>
        <TextField label={t('codes.name')} value={name} onChange={setName} required hint={t('codes.nameHint')} error={problem?.field('name')} />
        <div className="two-fields">
          <TextField label={t('codes.count')} type="number" value={number} onChange={setNumber} error={problem?.field('count')} />
          <AmountField label={t('codes.amount')} value={amount} onChange={setAmount} error={problem?.field('amount')} />
        </div>
        <Field label={t('codes.expires')} optional hint={t('tokens.endsHint')} error={problem?.field('expires_at')}>
          {(id, described) => <input id={id} className="input" type="date" value={expires} aria-describedby={described} onChange={(e) => setExpires(e.target.value)} />}
        </Field>
        {each !== undefined && each > 0n && n > 0 && <p className="note n">{t('codes.promise', { n: count(n), amount: money(each), total: money(each * BigInt(n)) })}</p>}
      </form>
    </Dialog>
  )
}
