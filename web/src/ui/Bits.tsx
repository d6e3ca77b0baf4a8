// Small pieces that are everywhere: badges, monograms, switches, tabs, copying, keys and values.
import { Copy as CopyIcon, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

import { type Key, t } from '../i18n'
import { shortID } from '../format'
import { say } from './Toast'

export type State = 'healthy' | 'degraded' | 'dead' | 'off'
export type Tone = 'ok' | 'warn' | 'bad' | 'off'

const tones: Record<State, Tone> = { healthy: 'ok', degraded: 'warn', dead: 'bad', off: 'off' }

/** A state in its colour, its shape and its word. */
export function Badge({ tone, tint, children }: { tone: Tone; tint?: boolean; children: ReactNode }) {
  return <span className={`badge ${tone}${tint ? ' tint' : ''}`}>{children}</span>
}

export function HealthBadge({ state }: { state: State }) {
  return <Badge tone={tones[state]}>{t(`health.${state}`)}</Badge>
}

/** The colours of the providers' tiles: hue, and chroma where it is not the usual. */
const tiles: Record<string, [string, number, number?]> = {
  anthropic: ['An', 45], openai: ['OA', 175], azure: ['Az', 245], gemini: ['Ge', 262], vertex: ['Vx', 262], bedrock: ['Bd', 70], deepseek: ['DS', 275],
  qwen: ['Qw', 300], dashscope: ['Qw', 300], moonshot: ['Km', 265, 0.03], zhipu: ['GL', 220], minimax: ['MM', 15], doubao: ['Db', 200], hunyuan: ['Hy', 235],
  siliconflow: ['SF', 310], openrouter: ['OR', 265, 0.02], groq: ['Gq', 35], mistral: ['Mi', 60], xai: ['xA', 265, 0.01], together: ['To', 285],
  fireworks: ['Fw', 330], cohere: ['Co', 150], ollama: ['Ol', 265, 0.02], vllm: ['vL', 95], custom: ['··', 265, 0.02],
}

/** A provider as two letters on a tinted tile. */
export function Mono({ provider, large }: { provider: string; large?: boolean }) {
  const [letters, hue, chroma = 0.14] = tiles[provider] ?? [provider.slice(0, 2), 265, 0.02]
  return <span className={`mono${large ? ' l' : ''}`} aria-hidden="true" style={{ '--h': `oklch(.6 ${chroma} ${hue})` } as never}>{letters}</span>
}

export function Switch({ on, label, onChange, disabled }: { on: boolean; label: string; onChange: (on: boolean) => void; disabled?: boolean }) {
  return <button type="button" role="switch" className={`sw${on ? '' : ' off'}`} aria-checked={on} aria-label={label} title={label} disabled={disabled} onClick={(e) => { e.stopPropagation(); onChange(!on) }} />
}

/** `mark` says in words what the dot beside the label means. */
type Choice<T extends string> = { id: T; label: string; count?: number; alert?: boolean; mark?: string; icon?: LucideIcon; title?: string }

/** Tabs above a list or in a drawer. */
export function Tabs<T extends string>({ label, choices, value, onChange, end }: { label: string; choices: Choice<T>[]; value: T; onChange: (id: T) => void; end?: ReactNode }) {
  return (
    <div className="tabs" role="tablist" aria-label={label}>
      {choices.map((c) => (
        <button key={c.id} type="button" role="tab" aria-selected={c.id === value} title={c.title} onClick={() => onChange(c.id)}>
          {c.icon && <c.icon className="s" aria-hidden="true" />}
          {c.label}
          {c.mark && <i className="mark" role="img" aria-label={c.mark} title={c.mark} />}
          {c.count !== undefined && <span className={c.alert && c.count > 0 ? 'bad' : 'i3'}>{c.count}</span>}
        </button>
      ))}
      {end}
    </div>
  )
}

/** A choice of few in one control. */
export function Seg<T extends string>({ label, choices, value, onChange }: { label: string; choices: { id: T; label: ReactNode; title?: string }[]; value: T | undefined; onChange: (id: T) => void }) {
  return (
    <span className="seg" role="group" aria-label={label}>
      {choices.map((c) => <button key={c.id} type="button" aria-pressed={c.id === value} title={c.title} aria-label={c.title} onClick={() => onChange(c.id)}>{c.label}</button>)}
    </span>
  )
}

/** Puts text in the clipboard and says so. */
export async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text)
  say(t('do.copied'))
}

/** An id, a key or a model: mono, shortened, a click copies it. */
export function Copy({ text, short = true, children }: { text: string; short?: boolean; children?: ReactNode }) {
  return (
    <button type="button" className="copy m" title={text} aria-label={`${t('do.copy')} ${text}`} onClick={(e) => { e.stopPropagation(); void copyText(text) }}>
      {children ?? (short ? shortID(text) : text)}
      <CopyIcon className="s" />
    </button>
  )
}

export function Panel({ title, note, end, children, className = '' }: { title?: ReactNode; note?: ReactNode; end?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={`panel ${className}`}>
      {title !== undefined && <header><h2>{title}</h2>{note !== undefined && <span className="sm i3">{note}</span>}<span className="sp" />{end}</header>}
      {children}
    </section>
  )
}

/** Names and values under one another. */
export function Facts({ rows }: { rows: [Key, ReactNode][] }) {
  return <dl className="kv">{rows.map(([key, value]) => <div key={key}><dt>{t(key)}</dt><dd>{value}</dd></div>)}</dl>
}

/** How much of a bound is used. */
export function Meter({ share, label }: { share: number; label: string }) {
  const width = `${Math.min(100, Math.max(0, share * 100))}%`
  return <span className={`meter${share >= 1 ? ' full' : share > 0.9 ? ' near' : ''}`} role="img" aria-label={label} title={label}><i style={{ width }} /></span>
}
