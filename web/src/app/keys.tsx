// Keyboard: bindings are registered where they work, and the sheet shows what is registered, so it cannot lie.
import { useEffect, useRef, useSyncExternalStore } from 'react'

import { type Key, t, type Values } from '../i18n'
import { Dialog } from '../ui/Dialog'

/** `keys` is one key ("j"), two after another ("g c"), or with the command key ("mod+k"). */
export type Binding = { keys: string; title: Key; values?: Values; run: () => void; always?: boolean }

let bindings: Binding[] = []
const listeners = new Set<() => void>()

function change(next: Binding[]): void {
  bindings = next
  for (const listener of listeners) listener()
}

const typing = (e: KeyboardEvent): boolean => e.target instanceof Element && e.target.closest('input, textarea, select, [contenteditable], dialog') !== null

/** Enter belongs to the link or button that has the focus. */
const pressing = (e: KeyboardEvent): boolean => e.key === 'Enter' && e.target instanceof Element && e.target.closest('a, button, summary') !== null

let before = ''
let beforeAt = 0

function onKey(e: KeyboardEvent): void {
  if (e.isComposing || e.altKey) return
  const mod = e.metaKey || e.ctrlKey
  const key = (mod ? 'mod+' : '') + (e.key.length === 1 ? e.key.toLowerCase() : e.key)
  const two = e.timeStamp - beforeAt < 1000 ? `${before} ${key}` : ''
  before = key
  beforeAt = e.timeStamp
  const found = bindings.findLast((b) => b.keys === two) ?? bindings.findLast((b) => b.keys === key)
  if (!found || ((typing(e) || pressing(e)) && !found.always)) return
  e.preventDefault()
  before = ''
  found.run()
}

if (typeof window !== 'undefined') addEventListener('keydown', onKey)

/** Registers bindings while the component is there. The newest wins. */
export function useKeys(list: Binding[]): void {
  const now = useRef(list)
  now.current = list
  const id = list.map((b) => b.keys).join()
  useEffect(() => {
    const mine = now.current.map((b, i) => ({ ...b, run: () => now.current[i]?.run() }))
    change([...bindings, ...mine])
    return () => change(bindings.filter((b) => !mine.includes(b)))
  }, [id])
}

/** A binding as people write it. */
export const keyName = (keys: string): string => keys.replace('mod+', /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl ').replace(/\b[a-z]$/, (c) => (keys.startsWith('mod') ? c.toUpperCase() : c))

export function KeySheet({ onClose }: { onClose: () => void }) {
  const list = useSyncExternalStore((l) => (listeners.add(l), () => listeners.delete(l)), () => bindings)
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <dl className="keysheet">
        {[...new Map(list.map((b) => [b.keys, b])).values()].map((b) => (
          <div key={b.keys}>
            <dt>{t(b.title, b.values)}</dt>
            <dd>{keyName(b.keys).split(' ').map((k) => <kbd key={k}>{k}</kbd>)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
