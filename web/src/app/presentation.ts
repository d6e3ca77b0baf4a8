// What the console is told by its operators: its name, the address for clients, a second currency, a notice.
import { useQuery } from '@tanstack/react-query'

import { api, get } from '../api/client'
import type { Presentation } from '../api/types'
import { second } from '../format'
import { locale } from '../i18n'
import { useMe } from './me'

const askEvery = 60_000

export const presentationQuery = { queryKey: ['console'], queryFn: async () => (await get(api.GET('/api/console'))) as Presentation, staleTime: askEvery, refetchInterval: askEvery, retry: false }

export function usePresentation(): Presentation | undefined {
  const me = useMe()
  return useQuery({ ...presentationQuery, enabled: me !== undefined }).data
}

/** Scheme and host for clients; the console's own where nothing else is said. */
export const baseURL = (p: Presentation | undefined): string => p?.base_url || location.origin

/** The sign of a currency as people write it; the code where they have none. */
function signOf(code: string): string {
  const parts = new Intl.NumberFormat(locale(), { style: 'currency', currency: code, currencyDisplay: 'narrowSymbol' }).formatToParts(0)
  const sign = parts.find((x) => x.type === 'currency')?.value ?? code
  return sign === code ? `${code} ` : sign
}

/** What an amount of dollars is in the operators' second currency; undefined where there is none. */
export function useSecond(): (amount: string | bigint) => { text: string; title: string } | undefined {
  const currency = usePresentation()?.currency
  return (amount) => {
    if (!currency?.code || !currency.rate) return undefined
    return { text: second(amount, signOf(currency.code), currency.rate), title: `$1 = ${currency.rate} ${currency.code} · ${currency.date ?? ''}` }
  }
}
