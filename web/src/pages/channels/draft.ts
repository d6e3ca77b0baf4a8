// A channel as it is edited.
import type { Channel } from '../../api/types'
import { readKeys, words } from '../../ui/Form'

export type Draft = {
  provider: string; name: string; base_url: string; keys: string; models: string[]; mapping: string; groups: string; tags: string
  priority: string; weight: string; rpm: string; tpm: string; concurrency: string; headers: string
} & Record<Option, string> & Record<Clock, string>

export const options = ['region', 'project', 'api_version', 'organization', 'workspace', 'proxy_url'] as const
export type Option = (typeof options)[number]
export const clocks = ['connect', 'first_token', 'idle', 'total'] as const
export type Clock = (typeof clocks)[number]

/** Options that a provider cannot do without, or that are usual with it; the others are folded away. */
export const usual: Record<string, Option[]> = {
  azure: ['api_version'], bedrock: ['region'], vertex: ['project', 'region'], dashscope: ['workspace'], openai: ['organization', 'project'],
}
/** Providers whose address each account has its own. */
export const needsAddress = ['azure', 'custom', 'ollama', 'vllm']
/** Engines that run without a key. */
export const keyless = ['ollama', 'vllm', 'custom']

const empty: Draft = {
  provider: '', name: '', base_url: '', keys: '', models: [], mapping: '', groups: 'default', tags: '', priority: '0', weight: '1', rpm: '', tpm: '', concurrency: '', headers: '',
  region: '', project: '', api_version: '', organization: '', workspace: '', proxy_url: '', connect: '', first_token: '', idle: '', total: '',
}

const zero = (n: number): string => (n === 0 ? '' : String(n))
const pairs = (o: Record<string, string> | undefined, sep: string): string => Object.entries(o ?? {}).map(([k, v]) => `${k}${sep}${v}`).join('\n')

/** The draft of a channel, without its keys: those are never read back. */
export function draftOf(c: Channel | undefined): Draft {
  if (!c) return empty
  const o = c.options
  return {
    ...empty, provider: c.provider, name: c.name, base_url: c.base_url, models: c.models, mapping: pairs(c.model_mapping, ' = '), groups: c.groups.join(', '), tags: c.tags.join(', '),
    priority: String(c.priority), weight: String(c.weight), rpm: zero(c.limits.rpm), tpm: zero(c.limits.tpm), concurrency: zero(c.limits.concurrency), headers: pairs(o.headers, ': '),
    ...(Object.fromEntries(options.map((k) => [k, o[k] ?? ''])) as Record<Option, string>),
    ...(Object.fromEntries(clocks.map((k) => [k, o.timeouts?.[k] ?? ''])) as Record<Clock, string>),
  }
}

function readPairs(text: string, sep: RegExp): Record<string, string> {
  return Object.fromEntries(text.split('\n').map((l) => l.split(sep)).filter((p) => p[0]?.trim()).map(([k = '', ...v]) => [k.trim(), v.join('').trim()]))
}

/** What is written; keys only where new ones were typed. */
export function bodyOf(d: Draft, enabled: boolean) {
  const { keys } = readKeys(d.keys)
  return {
    provider: d.provider, name: d.name.trim(), base_url: d.base_url.trim(), ...(keys.length > 0 && { keys }), models: d.models, model_mapping: readPairs(d.mapping, /\s*[=→]\s*/),
    groups: words(d.groups), tags: words(d.tags), priority: Number(d.priority || 0), weight: Number(d.weight || 0), enabled,
    limits: { rpm: Number(d.rpm || 0), tpm: Number(d.tpm || 0), concurrency: Number(d.concurrency || 0) },
    options: { ...Object.fromEntries(options.map((k) => [k, d[k].trim()])), headers: readPairs(d.headers, /:\s*(.*)/), timeouts: Object.fromEntries(clocks.map((k) => [k, d[k].trim()])) },
  }
}
