// What a token holder reads: own balance, tokens, calls and models.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'

import { all, api, get } from '../../api/client'
import type { MyToken } from '../../api/types'

export const myBalanceQuery = () => queryOptions({ queryKey: ['me', 'balance'], queryFn: () => get(api.GET('/api/me/balance')), refetchInterval: 15_000 })

export const myTokensQuery = () =>
  queryOptions({ queryKey: ['me', 'tokens'], queryFn: () => all<MyToken>(async (cursor) => (await get(api.GET('/api/me/tokens', { params: { query: { limit: 200, cursor } } }))) as { items: MyToken[]; next_cursor: string | null }) })

export const myModelsQuery = () => queryOptions({ queryKey: ['me', 'models'], queryFn: () => get(api.GET('/api/me/models')) })

export const myCallsQuery = (limit: number) => queryOptions({ queryKey: ['me', 'logs', limit], queryFn: () => get(api.GET('/api/me/logs', { params: { query: { limit } } })), refetchInterval: 15_000 })

export type MyUsageQuery = NonNullable<import('../../api/schema').paths['/api/me/usage']['get']['parameters']['query']>

export const myUsageQuery = (query: MyUsageQuery) =>
  queryOptions({ queryKey: ['me', 'usage', query], queryFn: ({ signal }) => get(api.GET('/api/me/usage', { params: { query }, signal })), placeholderData: keepPreviousData, refetchInterval: 60_000 })
