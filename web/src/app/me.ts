// Who looks at the page. It is read once, and again after signing in.
import { useQuery, type UseQueryResult } from '@tanstack/react-query'

import { api, get, Problem } from '../api/client'
import { credential, wasIn } from '../api/session'
import { suggestPrefs } from './prefs'

export type Role = 'admin' | 'operator' | 'user'
/** `id` is "" for the bootstrap token, which is nobody's. */
export type Me = { id: string; name: string; role: Role; byToken: boolean }

/** Asks the API who we are; throws a Problem with status 401 when nobody. */
export async function whoAmI(): Promise<Me> {
  try {
    const s = await get(api.GET('/api/session'))
    wasIn()
    void suggestPrefs(s.user.preferences.language ?? '', s.user.preferences.theme ?? '')
    return { id: s.user.id, name: s.user.username, role: s.user.role, byToken: s.method === 'token' }
  } catch (e) {
    // The token of the environment is no user's: what only an admin may read tells that it is good.
    if (!(e instanceof Problem) || (e.status !== 403 && e.status !== 501) || !credential()) throw e
    await get(api.GET('/api/settings'))
    wasIn()
    return { id: '', name: '', role: 'admin', byToken: true }
  }
}

const useAnswer = (): UseQueryResult<Me, Problem> => useQuery<Me, Problem>({ queryKey: ['me'], queryFn: whoAmI, staleTime: Infinity, retry: false })

export const useMe = (): Me | undefined => useAnswer().data
export const useMeError = (): Problem | null => useAnswer().error
