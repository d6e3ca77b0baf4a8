// What a person chose for this browser. public/first.js reads the same record before the first paint.
import { type Lang, speak } from '../i18n'
import { setZone, type Zone } from '../format'

export type Theme = 'light' | 'dark' | 'system'
export type Density = 'comfortable' | 'compact'
export type Prefs = { theme: Theme; density: Density; lang: Lang; zone: Zone; columns?: Record<string, string[]> }

const slot = 'burncloud.prefs'

function read(): Prefs {
  const lang: Lang = /^zh/i.test(navigator.language) ? 'zh' : 'en'
  const defaults: Prefs = { theme: 'system', density: 'comfortable', lang, zone: 'local' }
  try {
    return { ...defaults, ...(JSON.parse(localStorage.getItem(slot) ?? '{}') as Partial<Prefs>) }
  } catch {
    return defaults
  }
}

let prefs = read()
const listeners = new Set<() => void>()
const dark = matchMedia('(prefers-color-scheme: dark)')

export const getPrefs = (): Prefs => prefs

export function onPrefs(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function show(): void {
  const root = document.documentElement
  root.dataset.theme = prefs.theme === 'dark' || (prefs.theme === 'system' && dark.matches) ? 'dark' : 'light'
  root.dataset.density = prefs.density
  setZone(prefs.zone)
}

export async function setPrefs(change: Partial<Prefs>): Promise<void> {
  const next = { ...prefs, ...change }
  if (next.lang !== prefs.lang) await speak(next.lang)
  prefs = next
  try {
    localStorage.setItem(slot, JSON.stringify(prefs))
  } catch {
    // private mode: the choice lasts as long as the page
  }
  show()
  for (const listener of listeners) listener()
}

/** Puts the choices in force; call once before the first render. */
export async function startPrefs(): Promise<void> {
  await speak(prefs.lang)
  show()
  dark.addEventListener('change', show)
}
