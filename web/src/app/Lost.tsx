// Where nothing is, and where something has stopped.
import { useRouter } from '@tanstack/react-router'

import { t } from '../i18n'
import { Button } from '../ui/Button'
import { A, usePath } from './address'
import { distance } from './distance'
import { useMe } from './me'
import { navigationFor } from './nav'

export function NotFound() {
  const path = usePath()
  const me = useMe()
  const known = me ? navigationFor(me.role).flatMap((g) => g.entries) : []
  const closest = known.map((e) => ({ ...e, d: distance(path, e.path) })).sort((a, b) => a.d - b.d).slice(0, 3)
  return (
    <div className="lost">
      <h1>{t('state.notFound')}</h1>
      <p>{t('state.notFoundHint')}</p>
      {closest.length > 0 && <p className="i3">{t('state.closest')}</p>}
      <ul>{closest.map((e) => <li key={e.path}><A to={e.path} className="lk">{t(e.title)}</A></li>)}</ul>
    </div>
  )
}

export function Broken({ error }: { error: unknown }) {
  const router = useRouter()
  return (
    <div className="lost" role="alert">
      <h1>{t('state.broken')}</h1>
      <p className="m">{error instanceof Error ? error.message : String(error)}</p>
      <Button onClick={() => void router.invalidate()}>{t('do.retry')}</Button>
    </div>
  )
}
