// What stands where data is not: not yet, none, none that matches, or refused.
import { type ReactNode, useEffect, useState } from 'react'

import type { Problem } from '../api/client'
import { count } from '../format'
import { t } from '../i18n'
import { Button } from './Button'

/** Rows of the final height, after a moment: what comes at once must not flicker. */
export function Skeleton({ rows = 8, height }: { rows?: number; height?: number }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="skeleton" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: rows }, (_, i) => <div key={i} style={height ? { height } : undefined}>{shown && <i style={{ width: `${72 - ((i * 13) % 40)}%` }} />}</div>)}
    </div>
  )
}

/** One sentence, one action, one example. */
export function Empty({ children, action, example }: { children: ReactNode; action?: ReactNode; example?: ReactNode }) {
  return <div className="empty"><p>{children}</p>{action}{example && <div className="i3 sm">{example}</div>}</div>
}

export function NoMatch({ hidden, onClear }: { hidden?: number; onClear: () => void }) {
  return (
    <div className="empty">
      <p>{hidden ? t('state.noMatchHidden', { n: count(hidden) }) : t('state.noMatch')}</p>
      <Button small onClick={onClear}>{t('do.clear')}</Button>
    </div>
  )
}

export function Failed({ error, onRetry }: { error: Problem | Error; onRetry?: () => unknown }) {
  const request = 'requestID' in error ? error.requestID : ''
  return (
    <div className="failed" role="alert">
      <p><b>{t('state.failed')}</b> {error.message}</p>
      {request && <p className="m i3">{t('state.request', { id: request })}</p>}
      {onRetry && <Button small onClick={onRetry}>{t('do.retry')}</Button>}
    </div>
  )
}
