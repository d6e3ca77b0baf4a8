// The first page: what needs an operator, or what a token holder has and spends.
import { lazy } from 'react'

import { useMe } from '../../app/me'
import { MyOverview } from './MyOverview'

const Overview = lazy(() => import('../overview/Overview').then((m) => ({ default: m.Overview })))

export function Home() {
  return useMe()?.role === 'user' ? <MyOverview /> : <Overview />
}
