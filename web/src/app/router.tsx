// The router: pages from the table, inside the shell or on their own. Search parameters are plain strings.
import { createRootRoute, createRoute, createRouter, Outlet } from '@tanstack/react-router'
import { createElement, Suspense } from 'react'

import { Guard } from './Guard'
import { Broken, NotFound } from './Lost'
import { pages } from './pages'
import { Shell } from './Shell'

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Broken })

const alone = createRoute({ id: 'alone', getParentRoute: () => root, component: () => <Suspense><Outlet /></Suspense> })
const shell = createRoute({ id: 'shell', getParentRoute: () => root, component: Shell, errorComponent: Broken })

const routes = pages.map((p) =>
  createRoute({
    path: p.path,
    getParentRoute: () => (p.roles === 'anybody' ? alone : shell),
    component: () => (p.roles === 'anybody' ? createElement(p.page) : <Guard roles={p.roles}>{createElement(p.page)}</Guard>),
    errorComponent: Broken,
  }),
)

/** The first segments of all addresses: the binary serves the console under these (public/paths.txt). */
export const firstSegments = (): string[] => [...new Set(pages.map((p) => p.path.split('/')[1] ?? ''))].filter(Boolean).sort()

export const router = createRouter({
  routeTree: root.addChildren([
    alone.addChildren(routes.filter((_, i) => pages[i]?.roles === 'anybody')),
    shell.addChildren(routes.filter((_, i) => pages[i]?.roles !== 'anybody')),
  ]),
  parseSearch: (s) => Object.fromEntries(new URLSearchParams(s)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(Object.entries(search as Record<string, string>).filter(([, v]) => v !== undefined && v !== '')).toString()
    return text ? `?${text}` : ''
  },
  scrollRestoration: true,
  defaultPreload: 'intent',
})
