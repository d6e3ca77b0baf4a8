// What a person chose for this browser. public/first.js reads the same record before the first paint.
import { type Lang, speak } from '../i18n'
import { setZone, type Zone } from '../format'

export type Theme = 'light' | 'dark' | 'system'
export type Density = 'comfortable' | 'compact'
export type Prefs = { theme: Theme; density: Density; lang: Lang; zone: Zone; columns?: Record<string, string[]> }

const slot = 'burncloud.prefs'
const suggested = 'burncloud.defaults'

const own: Prefs = { theme: 'system', density: 'comfortable', lang: /^zh/i.test(navigator.language) ? 'zh' : 'en', zone: 'local' }

function read(from: string): Partial<Prefs> {
  try {
    return JSON.parse(localStorage.getItem(from) ?? '{}') as Partial<Prefs>
  } catch {
    return {} // private mode
  }
}

function keep(to: string, what: Partial<Prefs>): void {
  try {
    localStorage.setItem(to, JSON.stringify(what))
  } catch {
    // private mode: it lasts as long as the page
  }
}

let chosen = read(slot)
let defaults: Prefs = { ...own, ...read(suggested) }
let prefs: Prefs = { ...defaults, ...chosen }
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

async function put(next: Prefs): Promise<void> {
  if (next.lang !== prefs.lang) await speak(next.lang)
  prefs = next
  show()
  for (const listener of listeners) listener()
}

export function setPrefs(change: Partial<Prefs>): Promise<void> {
  chosen = { ...chosen, ...change }
  keep(slot, chosen)
  return put({ ...prefs, ...change })
}

/** What the gateway's operators, or the person elsewhere, would have here: it holds where nothing was chosen in this browser. */
export async function suggestPrefs(language: string, theme: string): Promise<void> {
  const lang: Lang | undefined = language === 'zh-CN' ? 'zh' : language === 'en' ? 'en' : undefined
  const next = { ...defaults, ...(lang && { lang }), ...(theme && { theme: theme as Theme }) }
  if (next.lang === defaults.lang && next.theme === defaults.theme) return
  defaults = next
  keep(suggested, { lang: next.lang, theme: next.theme })
  await put({ ...defaults, ...chosen })
}

/** Puts the choices in force; call once before the first render. */
export async function startPrefs(): Promise<void> {
  await speak(prefs.lang)
  show()
  dark.addEventListener('change', show)
}
