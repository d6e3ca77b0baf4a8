// The address is the state: reading and changing the search parameters of a page, and links between pages.
import { Link, useNavigate, useParams, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useCallback } from 'react'

export type Search = Record<string, string | undefined>

/** The search parameters, all strings. */
export function useSearch(): Search {
  return useRouterState({ select: (s) => s.location.search as Search })
}

/** A path parameter of the page, "" where the address has none. */
export const useParam = (name: string): string => (useParams({ strict: false }) as Record<string, string | undefined>)[name] ?? ''

/** The path of the address. */
export const usePath = (): string => useRouterState({ select: (s) => s.location.pathname })

/** Changes search parameters in place: undefined or "" takes one away. `push` makes a step of the history. */
export function useSetSearch(): (change: Search, push?: boolean) => void {
  const navigate = useNavigate()
  return useCallback(
    (change, push = false) => {
      void navigate({ to: '.', search: ((old: Search) => ({ ...old, ...change })) as never, replace: !push })
    },
    [navigate],
  )
}

/** Goes to another address of the console; `search` replaces the parameters, "keep" keeps them. */
export function useGo(): (to: string, search?: Search | 'keep', replace?: boolean) => void {
  const navigate = useNavigate()
  return useCallback(
    (to, search = {}, replace = false) => {
      void navigate({ to, search: (search === 'keep' ? true : search) as never, replace })
    },
    [navigate],
  )
}

type LinkProps = { to: string; search?: Search | 'keep'; className?: string; title?: string; children: ReactNode; current?: boolean; onClick?: () => void; label?: string }

/** A link to another address of the console. */
export function A({ to, search = {}, current, label, ...rest }: LinkProps): ReactNode {
  return (
    <Link
      {...rest}
      to={to}
      search={(search === 'keep' ? true : search) as never}
      aria-label={label}
      aria-current={current ? 'page' : undefined}
      activeProps={{ 'aria-current': current ? 'page' : undefined }}
    />
  )
}
