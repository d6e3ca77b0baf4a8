// One line at the bottom right. Errors stay until they are closed and carry the request's id.
import { X } from 'lucide-react'
import { useSyncExternalStore } from 'react'

import { Problem } from '../api/client'
import { t } from '../i18n'
import { Button } from './Button'

type Toast = { id: number; text: string; bad: boolean; request?: string; undo?: () => void; cancel?: () => void; share?: number }

const undoFor = 8_000
const stayFor = 4_000

let toasts: Toast[] = []
let last = 0
const listeners = new Set<() => void>()

function change(next: Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

const close = (id: number): void => change(toasts.filter((x) => x.id !== id))

function add(toast: Omit<Toast, 'id'>, ms?: number): void {
  const id = ++last
  change([...toasts.filter((x, i) => x.cancel || i >= toasts.length - 3), { ...toast, id }])
  if (ms) setTimeout(() => close(id), ms)
}

/** Says what happened; with `undo`, offers to take it back for eight seconds. */
export const say = (text: string, undo?: () => void): void => add({ text, bad: false, undo }, undo ? undoFor : stayFor)

/** Says what went wrong. */
export function sayError(error: unknown): void {
  if (error instanceof Problem) {
    const fields = error.fields.map((f) => (f.field ? `${f.field}: ${f.message}` : f.message)).join('; ')
    add({ text: fields ? `${error.detail}: ${fields}` : error.detail, bad: true, request: error.requestID })
  } else if (!(error instanceof DOMException && error.name === 'AbortError')) {
    add({ text: String(error instanceof Error ? error.message : error), bad: true })
  }
}

export type Task = { update: (text: string, share?: number) => void; end: () => void }

/** Says that something goes on, with how much of it is done (0 to 1, nothing where that is not known), until it ends. */
export function task(text: string, cancel: () => void): Task {
  add({ text, bad: false, cancel })
  const id = last
  return { update: (text, share) => change(toasts.map((x) => (x.id === id ? { ...x, text, share } : x))), end: () => close(id) }
}

/** Runs the newest Undo; false when there is none. */
export function undoLast(): boolean {
  const x = toasts.findLast((x) => x.undo)
  if (!x) return false
  close(x.id)
  x.undo?.()
  return true
}

export function Toasts() {
  const list = useSyncExternalStore((l) => (listeners.add(l), () => listeners.delete(l)), () => toasts)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {list.map((x) => (
        <div key={x.id} className={`toast${x.bad ? ' bad' : ''}`}>
          <span className="sp">
            {x.text}
            {x.cancel && <progress aria-label={x.text} max={1} value={x.share} />}
            {x.request && <small className="m">{t('state.request', { id: x.request })}</small>}
          </span>
          {x.undo && <button type="button" className="lk" onClick={() => { close(x.id); x.undo?.() }}>{t('do.undo')}</button>}
          {x.cancel ? <button type="button" className="lk" onClick={x.cancel}>{t('do.cancel')}</button> : <Button kind="ghost" small icon={X} label={t('app.close')} onClick={() => close(x.id)} />}
        </div>
      ))}
    </div>
  )
}
