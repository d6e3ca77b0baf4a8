// What somebody must act on: counts beside the navigation, and the mark on the browser tab's icon.
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'

import { channelsQuery } from '../api/queries'
import { useMe } from './me'

/** Counts by the path of the navigation. */
export function useAlerts(): Record<string, number> {
  const me = useMe()
  const { data } = useQuery({ ...channelsQuery(), enabled: me !== undefined && me.role !== 'user' })
  const dead = data?.filter((c) => c.enabled && c.health.state === 'dead').length ?? 0
  useEffect(() => {
    document.querySelector('#icon')?.setAttribute('href', dead > 0 ? '/icon-alert.svg' : '/icon.svg')
  }, [dead])
  return { '/channels': dead }
}
