// Search or jump: pages, objects, actions. A pasted request id opens its call.
import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'

import { channelsQuery, tokensQuery, usersQuery } from '../api/queries'
import { type Key, lang, t } from '../i18n'
import { Dialog } from '../ui/Dialog'
import { useGo } from './address'
import type { Me } from './me'
import { navigationFor } from './nav'
import { setPrefs } from './prefs'

type Found = { id: string; group: Key; label: string; sub?: string; run: () => void }

const recentSlot = 'burncloud.recent'
const perGroup = 6

function recent(): string[] {
  try {
    return JSON.parse(sessionStorage.getItem(recentSlot) ?? '[]') as string[]
  } catch {
    return []
  }
}

function remember(id: string): void {
  try {
    sessionStorage.setItem(recentSlot, JSON.stringify([id, ...recent().filter((x) => x !== id)].slice(0, 5)))
  } catch {
    // storage is switched off
  }
}

/** Everything one can jump to. */
function useTargets(me: Me): Found[] {
  const go = useGo()
  const enabled = me.role !== 'user'
  const channels = useQuery({ ...channelsQuery(), enabled }).data
  const tokens = useQuery({ ...tokensQuery(), enabled }).data
  const users = useQuery({ ...usersQuery(), enabled }).data
  return useMemo(() => {
    const at = (group: Key, path: string, label: string, sub?: string): Found => ({ id: path, group, label, sub, run: () => go(path) })
    return [
      ...navigationFor(me.role).flatMap((g) => g.entries).map((e) => at('palette.pages', e.path, t(e.title))),
      ...(['light', 'dark'] as const).map((theme) => ({
        id: theme, group: 'palette.actions' as const, label: t('palette.theme', { name: t(`app.theme.${theme}`) }), run: () => void setPrefs({ theme }),
      })),
      { id: 'lang', group: 'palette.actions', label: t('palette.language'), run: () => void setPrefs({ lang: lang() === 'zh' ? 'en' : 'zh' }) },
      ...(channels ?? []).map((c) => at('palette.channels', `/channels/${c.id}`, c.name, c.provider)),
      ...(tokens ?? []).map((x) => at('palette.tokens', `/tokens/${x.id}`, x.name, x.key_hint)),
      ...(users ?? []).map((u) => at('palette.users', `/users/${u.id}`, u.username, u.email)),
    ]
  }, [me, channels, tokens, users, go])
}

/** The targets that have all the words, best first; recent ones when nothing is typed. */
export function match<T extends { id: string; label: string; sub?: string; group: string }>(targets: T[], text: string, last: string[]): T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) {
    const old = last.flatMap((id) => targets.filter((x) => x.id === id))
    return [...old, ...targets.filter((x) => x.group === 'palette.pages' && !old.includes(x))]
  }
  const hits = targets.filter((x) => words.every((w) => `${x.label} ${x.sub ?? ''} ${x.id}`.toLowerCase().includes(w)))
  const starts = (x: T) => (x.label.toLowerCase().startsWith(words[0] ?? '') ? 0 : 1)
  const counts: Record<string, number> = {}
  return hits.sort((a, b) => starts(a) - starts(b)).filter((x) => (counts[x.group] = (counts[x.group] ?? 0) + 1) <= perGroup)
}

export function Palette({ me, onClose }: { me: Me; onClose: () => void }) {
  const go = useGo()
  const targets = useTargets(me)
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const request = /\breq_[0-9a-z]{20,}\b/i.exec(text)?.[0]
  const found: Found[] = request
    ? [{ id: request, group: 'palette.calls', label: t('palette.openCall', { id: request }), run: () => go(`/logs/${request}`) }]
    : match(targets, text, recent())
  useEffect(() => setAt(0), [text])
  useEffect(() => {
    void list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const run = (f: Found | undefined) => {
    if (!f) return
    remember(f.id)
    onClose()
    f.run()
  }
  const key = (e: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[e.key]
    if (by) {
      e.preventDefault()
      setAt((at + by + found.length) % Math.max(found.length, 1))
    } else if (e.key === 'Enter' && !e.nativeEvent.isComposing) {
      e.preventDefault()
      run(found[at])
    }
  }
  return (
    <Dialog title={t('palette.title')} bare onClose={onClose}>
      <div className="palette" onKeyDown={key}>
        <label><Search /><input autoFocus role="combobox" aria-expanded aria-controls="palette" aria-activedescendant={`p${at}`} aria-label={t('palette.title')} placeholder={t('palette.hint')} value={text} onChange={(e) => setText(e.target.value)} /></label>
        <div id="palette" role="listbox" aria-label={t('palette.title')} ref={list}>
          {found.map((f, i) => (
            <div key={f.group + f.id}>
              {f.group !== found[i - 1]?.group && <h3>{t(f.group)}</h3>}
              <button type="button" role="option" tabIndex={-1} id={`p${i}`} aria-selected={i === at} onMouseMove={() => setAt(i)} onClick={() => run(f)}>
                <span className="el">{f.label}</span>
                {f.sub && <span className="i3 sm">{f.sub}</span>}
              </button>
            </div>
          ))}
          {found.length === 0 && <p className="i3">{t('palette.none')}</p>}
        </div>
      </div>
    </Dialog>
  )
}
