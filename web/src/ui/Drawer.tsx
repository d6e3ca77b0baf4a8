// The open row beside its list. The list keeps working; below 1,100 px the drawer covers it.
import { ChevronDown, ChevronUp, X } from 'lucide-react'
import type { ReactNode } from 'react'

import { useKeys } from '../app/keys'
import { t } from '../i18n'
import { Button } from './Button'

type DrawerProps = {
  title: ReactNode
  sub?: ReactNode
  icon?: ReactNode
  actions?: ReactNode
  tabs?: ReactNode
  children: ReactNode
  onClose: () => void
  onPrevious?: () => void
  onNext?: () => void
  label: string
}

export function Drawer({ title, sub, icon, actions, tabs, children, onClose, onPrevious, onNext, label }: DrawerProps) {
  useKeys([
    { keys: 'Escape', title: 'keys.close', run: onClose },
    { keys: 'ArrowUp', title: 'do.previous', run: () => onPrevious?.() },
    { keys: 'ArrowDown', title: 'do.next', run: () => onNext?.() },
  ])
  return (
    <aside className="drawer" aria-label={label}>
      <header>
        {icon}
        <div className="drawer-title"><h2 className="el">{title}</h2>{sub && <p className="el">{sub}</p>}</div>
        {actions}
        <Button kind="ghost" small icon={ChevronUp} label={t('do.previous')} disabled={!onPrevious} onClick={onPrevious} />
        <Button kind="ghost" small icon={ChevronDown} label={t('do.next')} disabled={!onNext} onClick={onNext} />
        <Button kind="ghost" small icon={X} label={t('app.close')} onClick={onClose} />
      </header>
      {tabs}
      <div className="drawer-body">{children}</div>
    </aside>
  )
}
