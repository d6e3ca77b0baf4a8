// Small changes of a channel that are shown at once: on or off, priority, weight, tags. They can be taken back.
import { useQueryClient } from '@tanstack/react-query'

import { api, get } from '../../api/client'
import type { Channel } from '../../api/types'
import { t } from '../../i18n'
import { say, sayError } from '../../ui/Toast'

export type Part = Partial<Pick<Channel, 'enabled' | 'priority' | 'weight' | 'tags'>>

/** What is undone: the same members as they were. */
export const before = (c: Channel, part: Part): Part => Object.fromEntries(Object.keys(part).map((k) => [k, c[k as keyof Part]]))

const key = ['channels']

/** Writes one change; the list shows it before the answer, and as it was if the API refuses. */
export function useChange(): (c: Channel, part: Part) => Promise<void> {
  const client = useQueryClient()
  const put = (id: string, part: Part) => client.setQueryData<Channel[]>(key, (all) => all?.map((x) => (x.id === id ? { ...x, ...part } : x)))
  const write = async (c: Channel, part: Part): Promise<boolean> => {
    await client.cancelQueries({ queryKey: key })
    put(c.id, part)
    try {
      await get(api.PATCH('/api/channels/{id}', { params: { path: { id: c.id } }, body: part as never }))
      return true
    } catch (e) {
      put(c.id, before(c, part))
      sayError(e)
      return false
    } finally {
      void client.invalidateQueries({ queryKey: key })
      void client.invalidateQueries({ queryKey: ['models'] })
    }
  }
  return async (c, part) => {
    if (!(await write(c, part))) return
    const done = part.enabled === undefined ? t('channels.changed', { name: c.name }) : t(part.enabled ? 'channels.wasEnabled' : 'channels.wasDisabled', { n: 1 })
    say(done, () => void write({ ...c, ...part }, before(c, part)))
  }
}
