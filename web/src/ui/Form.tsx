// Fields. Each shows its label, the hint, and what the API says about it.
import { type ReactNode, useId, useState } from 'react'

import { money, nano, typed } from '../format'
import { t } from '../i18n'

type FieldProps = { label: string; hint?: ReactNode; error?: string; optional?: boolean; children: (id: string, described: string | undefined) => ReactNode }

export function Field({ label, hint, error, optional, children }: FieldProps) {
  const id = useId()
  const note = error || hint ? `${id}n` : undefined
  return (
    <div className={`field${error ? ' wrong' : ''}`}>
      <label htmlFor={id}>{label}{optional && <span className="i3"> {t('field.optional')}</span>}</label>
      {children(id, note)}
      {error ? <p id={note} className="bad sm" role="alert">{error}</p> : hint !== undefined && <p id={note} className="i3 sm">{hint}</p>}
    </div>
  )
}

type TextProps = {
  label: string
  value: string
  onChange: (value: string) => void
  hint?: ReactNode
  error?: string
  optional?: boolean
  placeholder?: string
  type?: 'text' | 'password' | 'email' | 'number' | 'datetime-local'
  mono?: boolean
  autoFocus?: boolean
  autoComplete?: string
  list?: string[]
  suffix?: ReactNode
  disabled?: boolean
  required?: boolean
}

export function TextField({ label, hint, error, optional, value, onChange, mono, list, suffix, ...rest }: TextProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(id, described) => (
        <span className="with">
          <input {...rest} id={id} className={`input${mono ? ' m' : ''}`} autoComplete={rest.autoComplete ?? 'off'} spellCheck={false} value={value} list={list && `${id}l`} aria-describedby={described} aria-invalid={error ? true : undefined} onChange={(e) => onChange(e.target.value)} />
          {suffix && <span className="suffix">{suffix}</span>}
          {list && <datalist id={`${id}l`}>{list.map((v) => <option key={v} value={v} />)}</datalist>}
        </span>
      )}
    </Field>
  )
}

export function AreaField({ label, hint, error, optional, value, onChange, rows = 4, mono, placeholder }: TextProps & { rows?: number }) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(id, described) => <textarea id={id} className={`input${mono ? ' m' : ''}`} rows={rows} spellCheck={false} placeholder={placeholder} value={value} aria-describedby={described} aria-invalid={error ? true : undefined} onChange={(e) => onChange(e.target.value)} />}
    </Field>
  )
}

type SelectProps<T extends string> = { label: string; value: T; onChange: (value: T) => void; choices: [T, string][]; hint?: ReactNode; error?: string; optional?: boolean }

export function SelectField<T extends string>({ label, hint, error, optional, value, onChange, choices }: SelectProps<T>) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(id, described) => (
        <select id={id} className="input" value={value} aria-describedby={described} onChange={(e) => onChange(e.target.value as T)}>
          {choices.map(([v, text]) => <option key={v} value={v}>{text}</option>)}
        </select>
      )}
    </Field>
  )
}

export function CheckField({ label, value, onChange, hint }: { label: string; value: boolean; onChange: (value: boolean) => void; hint?: ReactNode }) {
  const id = useId()
  return (
    <div className="check">
      <input id={id} type="checkbox" checked={value} aria-describedby={hint ? `${id}n` : undefined} onChange={(e) => onChange(e.target.checked)} />
      <label htmlFor={id}>{label}</label>
      {hint && <p id={`${id}n`} className="i3 sm">{hint}</p>}
    </div>
  )
}

/** Words, one a line or with commas, as a list without repetitions. */
export const words = (text: string): string[] => [...new Set(text.split(/[\n,]/).map((w) => w.trim()).filter(Boolean))]

const clean = (line: string): string => line.trim().replace(/^(['"“”])(.*)\1$/, '$2').trim()

/** Keys, one a line: without the spaces and quotes that were pasted along. */
export function readKeys(text: string): { keys: string[]; trimmed: boolean; twice: number } {
  const lines = text.split('\n').filter((l) => l.trim())
  const all = lines.map(clean)
  const keys = [...new Set(all)]
  return { keys, trimmed: lines.some((l, i) => l !== all[i]), twice: all.length - keys.length }
}

type SecretProps = { label: string; value: string; onChange: (value: string) => void; many?: boolean; hint?: ReactNode; error?: string; stored?: string }

/** Write-only: a stored secret is a hint until it is replaced. */
export function SecretField({ label, value, onChange, many, hint, error, stored }: SecretProps) {
  const [open, setOpen] = useState(!stored)
  if (!open) {
    return (
      <Field label={label} hint={hint}>
        {(id) => <span className="with"><span className="input m i3">{`•••• ${stored}`}</span><button type="button" id={id} className="btn" onClick={() => setOpen(true)}>{t('secret.replace')}</button></span>}
      </Field>
    )
  }
  const { trimmed, twice } = readKeys(value)
  const note = twice > 0 ? t('secret.twice', { n: twice }) : trimmed ? t('secret.trimmed') : hint
  return many ? (
    <AreaField label={label} mono rows={3} value={value} hint={note} error={error} onChange={onChange} />
  ) : (
    <TextField label={label} mono type="password" autoComplete="off" value={value} hint={note} error={error} onChange={onChange} />
  )
}

type AmountProps = { label: string; value: string; onChange: (value: string) => void; balance?: string | null; hint?: ReactNode; error?: string; optional?: boolean; placeholder?: string; suffix?: ReactNode }

/** Dollars as a decimal string; with a balance, shows what it becomes while typing. */
export function AmountField({ balance, value, error, hint, ...rest }: AmountProps) {
  const v = typed(value)
  const wrong = value.trim() !== '' && v === undefined ? t('amount.invalid') : error
  const after = balance && v !== undefined ? t('amount.result', { amount: money((nano(balance) ?? 0n) + v) }) : hint
  return <TextField {...rest} mono value={value} error={wrong} hint={after} suffix={rest.suffix ?? '$'} />
}
