// The lists that many pages share. Channels, groups, routes, tokens, users and prices are kinds of which there are
// thousands at most: they are read whole, and filtered and sorted in the browser.
import { queryOptions, useQuery } from '@tanstack/react-query'

import { all, api, get } from './client'
import type { Channel, Group, Price, Provider, Route, Token, User } from './types'

const limit = 200
type Page<T> = { items: T[]; next_cursor: string | null }
/** The client's type of a page says that members may be missing, which is so only when writing. */
const read = <T>(page: Promise<unknown>): Promise<Page<T>> => page as Promise<Page<T>>

export const channelsQuery = () =>
  queryOptions({
    queryKey: ['channels'],
    queryFn: () => all<Channel>((cursor) => read(get(api.GET('/api/channels', { params: { query: { limit, cursor } } })))),
    refetchInterval: 15_000,
  })

export const groupsQuery = () =>
  queryOptions({ queryKey: ['groups'], queryFn: () => all<Group>((cursor) => read(get(api.GET('/api/groups', { params: { query: { limit, cursor } } })))) })

export const routesQuery = () =>
  queryOptions({ queryKey: ['routes'], queryFn: () => all<Route>((cursor) => read(get(api.GET('/api/routes', { params: { query: { limit, cursor } } })))) })

export const tokensQuery = () =>
  queryOptions({ queryKey: ['tokens'], queryFn: () => all<Token>((cursor) => read(get(api.GET('/api/tokens', { params: { query: { limit, cursor } } })))) })

export const usersQuery = () =>
  queryOptions({ queryKey: ['users'], queryFn: () => all<User>((cursor) => read(get(api.GET('/api/users', { params: { query: { limit, cursor } } })))) })

export const pricesQuery = () =>
  queryOptions({ queryKey: ['prices'], queryFn: () => all<Price>((cursor) => read(get(api.GET('/api/prices', { params: { query: { limit, cursor } } })))) })

export const providersQuery = () =>
  queryOptions({ queryKey: ['providers'], queryFn: async () => (await get(api.GET('/api/providers'))).items as Provider[], staleTime: Infinity })

/** Names of objects by their ids, for rows that carry only ids. */
export function useNames(): (id: string) => string {
  const channels = useQuery(channelsQuery()).data
  const tokens = useQuery(tokensQuery()).data
  const users = useQuery(usersQuery()).data
  return (id) => {
    const kind = id.slice(0, id.indexOf('_'))
    if (kind === 'ch') return channels?.find((c) => c.id === id)?.name ?? id
    if (kind === 'tok') return tokens?.find((x) => x.id === id)?.name ?? id
    if (kind === 'usr') return users?.find((u) => u.id === id)?.username ?? id
    return id
  }
}
