// The filter of the log: what stands in the address, and what the API is asked for.
import type { CallQuery, Channel, Token, User } from '../../api/types'
import type { Search } from '../../app/address'
import { t } from '../../i18n'
import type { FilterField } from '../../ui/Filter'
import { outcomes } from './outcome'

/** Milliseconds of "5s", "500ms" or "2m"; plain numbers are seconds. */
export function toMillis(text: string): number | undefined {
  const m = /^([\d.]+)(ms|s|m)?$/.exec(text.trim())
  if (!m) return undefined
  return Math.round(Number(m[1]) * { ms: 1, s: 1000, m: 60_000 }[m[2] ?? 's']!)
}

export type Lists = { channels: Channel[]; tokens: Token[]; users: User[]; models: string[] }

/** An identifier where a name was typed. */
function idOf(list: { id: string }[], name: (x: never) => string, text: string | undefined): string | undefined {
  if (!text || list.some((x) => x.id === text)) return text
  return list.find((x) => name(x as never) === text)?.id ?? text
}

export function logFields({ channels, tokens, users, models }: Lists): FilterField[] {
  return [
    { id: 'model', label: t('logs.field.model'), values: models.map((m) => [m, m]) },
    { id: 'status', label: t('logs.field.status'), values: ['2xx', '4xx', '5xx', '429', '402', '499'].map((s) => [s, s]) },
    { id: 'outcome', label: t('logs.field.outcome'), values: outcomes.map((o) => [o, t(`logs.outcome.${o}`)]) },
    { id: 'channel', label: t('logs.field.channel'), values: channels.map((c) => [c.id, c.name]) },
    { id: 'token', label: t('logs.field.token'), values: tokens.map((x) => [x.id, x.name]) },
    { id: 'user', label: t('logs.field.user'), values: users.map((u) => [u.id, u.username]) },
    { id: 'group', label: t('logs.field.group') },
    { id: 'kind', label: t('logs.field.kind') },
    { id: 'flag', label: t('logs.field.flag') },
    { id: 'dialect', label: t('logs.field.dialect'), values: ['openai', 'anthropic', 'gemini', 'responses'].map((d) => [d, d]) },
    { id: 'ip', label: t('logs.field.ip') },
    { id: 'cost', label: t('logs.field.cost'), over: true },
    { id: 'ttft', label: t('logs.field.ttft'), over: true, values: [['1s', '1 s'], ['5s', '5 s'], ['30s', '30 s']] },
    { id: 'took', label: t('logs.field.took'), over: true },
  ]
}

/** The API's query of an address. */
export function logQuery(s: Search, { channels, tokens, users }: Lists): CallQuery {
  const query: CallQuery = {
    model: s.model, group: s.group, error_kind: s.kind, flag: s.flag, dialect: s.dialect, ip: s.ip, q: s.q,
    outcome: outcomes.find((o) => o === s.outcome),
    channel_id: idOf(channels, (c: Channel) => c.name, s.channel),
    token_id: idOf(tokens, (x: Token) => x.name, s.token),
    user_id: idOf(users, (u: User) => u.username, s.user),
    min_cost: s.cost?.replace('$', ''),
    min_ttft_ms: s.ttft ? toMillis(s.ttft) : undefined,
    min_duration_ms: s.took ? toMillis(s.took) : undefined,
  }
  if (s.status?.endsWith('xx')) query.status_class = Number(s.status[0])
  else if (s.status) query.status = Number(s.status) || undefined
  return Object.fromEntries(Object.entries(query).filter(([, v]) => v !== undefined)) as CallQuery
}
