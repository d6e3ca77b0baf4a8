// Dialogs are the browser's own: it keeps the focus inside, gives it back, and closes on Escape.
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'

import { rich, t } from '../i18n'
import { Button } from './Button'

type DialogProps = {
  title: string
  children: ReactNode
  actions?: ReactNode
  onClose: () => void
  /** Neither Escape nor a click outside closes it. */
  firm?: boolean
  wide?: boolean
  bare?: boolean
}

export function Dialog({ title, children, actions, onClose, firm, wide, bare }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const d = ref.current
    if (d && !d.open) d.showModal()
    // The browser would focus the first button, which closes.
    d?.querySelector<HTMLElement>('.dialog-body :is(input, textarea, select)')?.focus()
    return () => d?.close()
  }, [])
  return (
    <dialog
      ref={ref}
      className={`dialog${wide ? ' wide' : ''}${bare ? ' bare' : ''}`}
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault()
        if (!firm) onClose()
      }}
      onMouseDown={(e) => {
        if (e.target === ref.current && !firm) onClose()
      }}
    >
      <div className="dialog-in">
        <header className={bare ? 'vh' : undefined}>
          <h2 id={id}>{title}</h2>
          {!firm && !bare && <Button kind="ghost" small icon={X} label={t('app.close')} onClick={onClose} />}
        </header>
        <div className="dialog-body">{children}</div>
        {actions && <footer>{actions}</footer>}
      </div>
    </dialog>
  )
}

type ConfirmProps = {
  title: string
  /** What will happen, with numbers. */
  children: ReactNode
  /** What has to be typed: the object's name. Left out: nothing. */
  name?: string
  /** The verb with its object. */
  action: string
  run: () => Promise<unknown>
  onClose: () => void
}

/** Asks before something that cannot be undone. */
export function Confirm({ title, children, name, action, run, onClose }: ConfirmProps) {
  const [typed, setTyped] = useState('')
  const ready = name === undefined || typed.trim() === name
  const go = async () => {
    if (!ready) return
    await run()
    onClose()
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={<><Button onClick={onClose}>{t('do.cancel')}</Button><Button kind="danger" disabled={!ready} onClick={go}>{action}</Button></>}
    >
      <div className="read">{children}</div>
      {name !== undefined && (
        <label className="field">
          <span>{rich('confirm.type', { name: <b className="m">{name}</b> })}</span>
          <input className="input" autoFocus autoComplete="off" spellCheck={false} aria-label={t('confirm.name')} value={typed} onChange={(e) => setTyped(e.target.value)} />
        </label>
      )}
    </Dialog>
  )
}
