// The frame of every page: side bar (a tab bar on phones), the page, palette, keyboard sheet, toasts, dialogs.
import { useQueryClient } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { Suspense, useEffect, useState, useSyncExternalStore } from 'react'

import { forgetIn, onSignedOut } from '../api/session'
import { count } from '../format'
import { t } from '../i18n'
import { Conflicts } from '../ui/Conflict'
import { Toasts } from '../ui/Toast'
import { A, useGo, usePath } from './address'
import { useBooks } from './Books'
import { KeySheet, useKeys } from './keys'
import { useMe, useMeError } from './me'
import { navigationFor } from './nav'
import { NoticeBanner } from './NoticeBanner'
import { Palette } from './Palette'
import { Side, TabBar } from './Side'

const online = (listener: () => void): (() => void) => {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}

/** Sends people who are not signed in to the login page, and back afterwards. */
function useSignIn(): void {
  const go = useGo()
  const path = usePath()
  const client = useQueryClient()
  const error = useMeError()
  useEffect(() => {
    const leave = () => {
      client.clear()
      go('/login', { to: path + location.search, ...(forgetIn() && { ended: '1' }) }, true)
    }
    if (error?.status === 401) leave()
    return onSignedOut(leave)
  }, [go, path, client, error])
}

export function Shell() {
  const me = useMe()
  const path = usePath()
  const go = useGo()
  const [open, setOpen] = useState<'palette' | 'keys' | 'menu' | undefined>()
  const connected = useSyncExternalStore(online, () => navigator.onLine)
  useSignIn()
  const books = useBooks(me !== undefined && me.role !== 'user').data
  useEffect(() => setOpen(undefined), [path])
  const jumps = me ? navigationFor(me.role).flatMap((g) => g.entries).filter((e) => e.jump) : []
  useKeys([
    { keys: 'mod+k', title: 'keys.palette', run: () => setOpen('palette'), always: true },
    { keys: '?', title: 'keys.sheet', run: () => setOpen('keys') },
    ...jumps.map((e) => ({ keys: `g ${e.jump}`, title: 'keys.go' as const, values: { page: t(e.title) }, run: () => go(e.path) })),
  ])
  if (!me) return <div className="app" aria-busy="true" />
  return (
    <div className="app">
      <a className="skip" href="#main">{t('app.skip')}</a>
      <Side me={me} path={path} open={open === 'menu'} onFind={() => setOpen('palette')} onKeys={() => setOpen('keys')} onClose={() => setOpen(undefined)} />
      <main className="main" id="main" tabIndex={-1}>
        {books && !books.ok && <A to="/doctor" className="banner bad">{t('books.banner', { n: count(books.drift.length) })}</A>}
        <NoticeBanner />
        {!connected && <div className="banner warn" role="status">{t('app.offline')}</div>}
        <Suspense fallback={<div className="top" />}>
          <Outlet />
        </Suspense>
      </main>
      <TabBar me={me} path={path} onMore={() => setOpen(open === 'menu' ? undefined : 'menu')} />
      {open === 'palette' && <Palette onClose={() => setOpen(undefined)} me={me} />}
      {open === 'keys' && <KeySheet onClose={() => setOpen(undefined)} />}
      <Conflicts />
      <Toasts />
    </div>
  )
}
