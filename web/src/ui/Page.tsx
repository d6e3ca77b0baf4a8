// The head of a page and what is under it.
import { ChevronLeft } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'

import { A } from '../app/address'
import { useAlerts } from '../app/alerts'
import { usePresentation } from '../app/presentation'
import { t } from '../i18n'

type PageProps = {
  title: string
  /** The list that this page belongs to: [address, name]. */
  parent?: [string, string]
  /** Beside the title. */
  after?: ReactNode
  actions?: ReactNode
  children: ReactNode
  /** The page scrolls on its own inside (a list with a drawer). */
  fixed?: boolean
}

export function Page({ title, parent, after, actions, children, fixed }: PageProps) {
  const alerts = useAlerts()
  const name = usePresentation()?.name ?? t('app.name')
  const n = Object.values(alerts).reduce((a, b) => a + b, 0)
  useEffect(() => {
    document.title = `${n > 0 ? `(${n}) ` : ''}${title} · ${name}`
  }, [title, n, name])
  return (
    <>
      <header className="top">
        {parent && <A to={parent[0]} className="crumb"><ChevronLeft className="only-phone" /><span className="no-phone">{parent[1]}<i>›</i></span></A>}
        <h1 className="el">{title}</h1>
        {after}
        <span className="sp" />
        {actions}
      </header>
      {fixed ? <div className="fixed">{children}</div> : <div className="body">{children}</div>}
    </>
  )
}
