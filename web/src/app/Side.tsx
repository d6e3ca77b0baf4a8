// The side bar, and the tab bar that stands for it on phones.
import { Languages, Menu as MenuIcon, Moon, Search, Sun } from 'lucide-react'
import type { ReactNode } from 'react'

import { api } from '../api/client'
import { credential, forgetIn, signedOut } from '../api/session'
import { lang, t } from '../i18n'
import { Logo } from '../ui/Logo'
import { Menu } from '../ui/Menu'
import { A, useGo } from './address'
import { Books } from './Books'
import { keyName } from './keys'
import type { Me } from './me'
import { type Entry, navigationFor } from './nav'
import { getPrefs, setPrefs } from './prefs'
import { usePresentation } from './presentation'
import { useAlerts } from './alerts'

const isCurrent = (e: Entry, path: string): boolean => (e.path === '/' ? path === '/' : path === e.path || path.startsWith(`${e.path}/`))

function NavLink({ entry, path, count }: { entry: Entry; path: string; count: number }) {
  return (
    <A to={entry.path} current={isCurrent(entry, path)}>
      <entry.icon />
      <span className="sp">{t(entry.title)}</span>
      {count > 0 && <span className="count">{count}</span>}
    </A>
  )
}

/** Ends the session where there is one; a token is only forgotten. */
async function signOut(): Promise<void> {
  if (!credential()) await api.DELETE('/api/session').catch(() => undefined)
  forgetIn()
  signedOut()
}

const isDark = (): boolean => document.documentElement.dataset.theme === 'dark'

function Person({ me, onKeys }: { me: Me; onKeys: () => void }) {
  const name = me.name || t('app.token')
  const p = getPrefs()
  const go = useGo()
  return (
    <div className="me">
      <Menu
        label={t('app.account')}
        className="who"
        button={<><span className="av">{[...name][0]?.toUpperCase()}</span><span className="el">{name}</span></>}
        items={[
          ...(['light', 'dark', 'system'] as const).map((theme) => ({ label: `${t('app.theme')}: ${t(`app.theme.${theme}`)}`, checked: p.theme === theme, run: () => void setPrefs({ theme }) })),
          'line' as const,
          ...(['comfortable', 'compact'] as const).map((density) => ({ label: `${t('app.density')}: ${t(`app.density.${density}`)}`, checked: p.density === density, run: () => void setPrefs({ density }) })),
          'line' as const,
          ...(me.id && !me.byToken ? [{ label: t('app.account'), run: () => go('/account') }] : []),
          { label: t('app.keys'), run: onKeys },
          { label: t('app.signOut'), run: () => void signOut() },
        ]}
      />
      <button type="button" className="btn gh ico" aria-label={t('app.theme')} title={t('app.theme')} onClick={() => void setPrefs({ theme: isDark() ? 'light' : 'dark' })}>
        {isDark() ? <Sun /> : <Moon />}
      </button>
      <button type="button" className="btn gh ico" aria-label={t('app.language')} title={lang() === 'zh' ? 'English' : '中文'} onClick={() => void setPrefs({ lang: lang() === 'zh' ? 'en' : 'zh' })}>
        <Languages />
      </button>
    </div>
  )
}

type SideProps = { me: Me; path: string; open: boolean; onFind: () => void; onKeys: () => void; onClose: () => void }

export function Side({ me, path, open, onFind, onKeys, onClose }: SideProps): ReactNode {
  const alerts = useAlerts()
  const name = usePresentation()?.name ?? t('app.name')
  return (
    <aside className="side" data-open={open || undefined} onClick={(e) => { if ((e.target as Element).closest('a')) onClose() }}>
      <A to="/" className="brand"><Logo /><span className="el">{name}</span></A>
      <button type="button" className="find" onClick={onFind}>
        <Search className="s" />
        <span className="sp">{t('app.find')}</span>
        <kbd>{keyName('mod+k')}</kbd>
      </button>
      <nav className="nav sp" aria-label={t('app.main')}>
        {navigationFor(me.role).map((g, i) => (
          <div key={i}>
            {g.title && <h2>{t(g.title)}</h2>}
            {g.entries.map((e) => <NavLink key={e.path} entry={e} path={path} count={alerts[e.path] ?? 0} />)}
          </div>
        ))}
      </nav>
      <Books me={me} />
      <Person me={me} onKeys={onKeys} />
    </aside>
  )
}

const tabs: Record<Me['role'], string[]> = {
  admin: ['/', '/channels', '/logs', '/playground'],
  operator: ['/', '/channels', '/logs', '/playground'],
  user: ['/', '/my/tokens', '/my/logs', '/connect'],
}

export function TabBar({ me, path, onMore }: { me: Me; path: string; onMore: () => void }) {
  const alerts = useAlerts()
  const entries = navigationFor(me.role).flatMap((g) => g.entries)
  return (
    <nav className="tabbar" aria-label={t('app.menu')}>
      {tabs[me.role].map((to) => {
        const e = entries.find((e) => e.path === to)
        if (!e) return null
        const n = alerts[to] ?? 0
        return (
          <A key={to} to={to} current={isCurrent(e, path)}>
            <e.icon />
            {t(e.title)}
            {n > 0 && <span className="count">{n}</span>}
          </A>
        )
      })}
      <button type="button" onClick={onMore}><MenuIcon />{t('app.more')}</button>
    </nav>
  )
}
