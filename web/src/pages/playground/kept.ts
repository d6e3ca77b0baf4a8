// Talks that a person has kept: in this browser alone, by the person. Keys and what came over the wire are not among them.
import { isOver, type Params, type Turn } from './chat'
import type { Dialect } from './dialects'

export type Kept = { id: string; name: string; at: string; dialect: Dialect; params: Params; compare: boolean; turns: Turn[] }

const most = 100 // of a person
const nameLength = 60

const place = (person: string): string => `burncloud.talks.${person}`

/** The talks of a person, the newest first. What is no list of talks counts as none. */
export function keptTalks(person: string, storage: Storage = localStorage): Kept[] {
  try {
    const all = JSON.parse(storage.getItem(place(person)) ?? '[]') as unknown
    return Array.isArray(all) ? all.filter((x): x is Kept => typeof (x as Kept | null)?.id === 'string' && Array.isArray((x as Kept).turns)) : []
  } catch {
    return []
  }
}

/** How a talk is called before somebody says: by its first question. */
export const nameOf = (turns: Turn[]): string => (turns[0]?.question ?? '').replace(/\s+/g, ' ').slice(0, nameLength)

/** Writes a talk in place of its older version. It throws when the browser has no more room. */
export function keep(person: string, talk: Kept, storage: Storage = localStorage): Kept[] {
  const lean = { ...talk, turns: talk.turns.map((x) => ({ ...x, answers: x.answers.map((a) => ({ ...a, raw: '', state: isOver(a) ? a.state : ('stopped' as const) })) })) }
  return write(person, [lean, ...keptTalks(person, storage).filter((x) => x.id !== talk.id)].slice(0, most), storage)
}

export const drop = (person: string, id: string, storage: Storage = localStorage): Kept[] => write(person, keptTalks(person, storage).filter((x) => x.id !== id), storage)

export const dropAll = (person: string, storage: Storage = localStorage): Kept[] => write(person, [], storage)

function write(person: string, all: Kept[], storage: Storage): Kept[] {
  if (all.length > 0) storage.setItem(place(person), JSON.stringify(all))
  else storage.removeItem(place(person))
  return all
}
