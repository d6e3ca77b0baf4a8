// What a list shows, worked out of its address: its columns, its view.
import type { Search } from '../app/address'
import type { Column } from './Table'

/** The columns that a list of identifiers chooses, in their own order; the usual ones where it names none. */
export function chosen<R>(all: Column<R>[], ids: string[] | undefined): Column<R>[] {
  const some = ids && all.filter((c) => ids.includes(c.id))
  return some && some.length > 0 ? some : all.filter((c) => !c.hidden)
}

export type BuiltIn = { id: string; label: string; query: Search }

/** What of an address is no part of a view: the view itself, and what is on for now. */
const passing = new Set(['view', 'live', 'back'])

/** The query of a view: the parameters of an address in the order of their names. */
export function viewQuery(search: Search): string {
  const pairs = Object.entries(search).filter((pair): pair is [string, string] => Boolean(pair[1]) && !passing.has(pair[0]))
  return new URLSearchParams(pairs.sort(([a], [b]) => (a < b ? -1 : 1))).toString()
}

export const searchOf = (query: string): Search => Object.fromEntries(new URLSearchParams(query))

/** The built-in view that an address shows: the one with most conditions of those that are met. */
export function builtInOf(search: Search, views: BuiltIn[]): BuiltIn | undefined {
  const keys = [...new Set(views.flatMap((v) => Object.keys(v.query)))]
  return views.find((v) => keys.every((k) => (search[k] || undefined) === v.query[k])) ?? views[0]
}
