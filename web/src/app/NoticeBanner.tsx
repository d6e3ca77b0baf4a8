// What operators tell everybody. It is text, never markup, and stays away in this browser once it was closed.
import { Info, TriangleAlert, X } from 'lucide-react'
import { useState } from 'react'

import { exact, when } from '../format'
import { t } from '../i18n'
import { usePresentation } from './presentation'

const slot = 'burncloud.notice'

function closed(): string {
  try {
    return localStorage.getItem(slot) ?? ''
  } catch {
    return '' // private mode
  }
}

export function NoticeBanner() {
  const notice = usePresentation()?.notice
  const [gone, setGone] = useState(closed)
  const at = notice?.set_at ?? ''
  if (!notice || gone === at) return null
  const close = () => {
    setGone(at)
    try {
      localStorage.setItem(slot, at)
    } catch {
      // private mode: it comes back with the next page
    }
  }
  return (
    <div className={`banner notice ${notice.tone === 'warning' ? 'warn' : 'info'}`} role="status">
      {notice.tone === 'warning' ? <TriangleAlert /> : <Info />}
      <span className="sp">{notice.text}</span>
      {at && <time className="sm" title={exact(at)}>{when(at)}</time>}
      <button type="button" className="btn gh ico sm" aria-label={t('notice.close')} title={t('notice.close')} onClick={close}><X /></button>
    </div>
  )
}
