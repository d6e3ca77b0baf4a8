// The words of the console. English is part of the type: a key that does not exist does not compile. Each language is
// one lazy file. `t` reads the language in force; the whole tree is drawn anew when it changes.
import type { ReactNode } from 'react'
import { createElement, Fragment } from 'react'

import type en from './en'

export type Lang = 'en' | 'zh'
export type Key = keyof typeof en
/** A text, or the English forms by number of `n`. */
export type Message = string | { one: string; other: string }
export type Messages = Record<Key, Message>
export type Values = Record<string, string | number>

const load: Record<Lang, () => Promise<{ default: Messages }>> = {
  en: () => import('./en'),
  zh: () => import('./zh'),
}

const state = { lang: 'en' as Lang, messages: {} as Messages, locale: 'en' }

/** The language in force. */
export const lang = (): Lang => state.lang

/** The locale for Intl: English is written as in the design (22 Nov), not as in the United States. */
export const locale = (): string => state.locale

/** Loads a language and puts it in force. */
export async function speak(next: Lang): Promise<void> {
  const messages = (await load[next]()).default
  Object.assign(state, { lang: next, messages, locale: next === 'zh' ? 'zh-CN' : 'en-GB' })
  if (typeof document !== 'undefined') document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en'
}

function text(key: Key, n?: string | number): string {
  const m = state.messages[key]
  if (m === undefined) return key
  if (typeof m === 'string') return m
  return Number(String(n).replace(/,/g, '')) === 1 ? m.one : m.other
}

const hole = /\{(\w+)\}/g

/** The text of a key with its {holes} filled in. */
export function t(key: Key, values: Values = {}): string {
  return text(key, values.n).replace(hole, (_, name: string) => String(values[name] ?? `{${name}}`))
}

/** The text of a key with elements in its {holes}. `n` chooses between one and other. */
export function rich(key: Key, values: Record<string, ReactNode>): ReactNode {
  const n = values.n
  const parts = text(key, typeof n === 'number' || typeof n === 'string' ? n : undefined).split(hole)
  return createElement(Fragment, null, ...parts.map((part, i) => (i % 2 ? values[part] : part)))
}
