// A browser for the tests: Debian's Chromium, or what CHROMIUM names. What the pages complain about is collected.
import assert from 'node:assert/strict'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

export const url = process.env.BURNCLOUD_URL ?? ''
export const adminToken = process.env.BURNCLOUD_ADMIN_TOKEN ?? ''
export const token = process.env.BURNCLOUD_TOKEN ?? ''

export type Look = { theme: 'light' | 'dark'; lang: 'en' | 'zh'; width: number; height: number }

export const desktop: Look = { theme: 'light', lang: 'en', width: 1440, height: 900 }

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })

/** A context that looks so and is signed in with the token, "" for nobody. Faults of its pages go to `faults`. */
export async function open(browser: Browser, look: Look, signedIn: string, faults: string[]): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: look.width, height: look.height }, isMobile: look.width < 720, reducedMotion: 'reduce', timezoneId: 'UTC' })
  await context.addInitScript(
    ([signedIn, theme, lang]) => {
      if (signedIn && !sessionStorage.getItem('burncloud.token')) sessionStorage.setItem('burncloud.token', signedIn)
      if (!localStorage.getItem('burncloud.prefs')) localStorage.setItem('burncloud.prefs', JSON.stringify({ theme, lang }))
      addEventListener('securitypolicyviolation', (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))
    },
    [signedIn, look.theme, look.lang] as const,
  )
  const page = await context.newPage()
  page.on('pageerror', (e) => faults.push(`${page.url()}: ${e.message}`))
  page.on('console', (m) => {
    if (m.type() === 'error' && !/the server responded with a status of (4\d\d|501)/.test(m.text())) faults.push(`${page.url()}: ${m.text()}`)
  })
  page.on('request', (r) => {
    if (!/^(data|blob|about):/.test(r.url()) && new URL(r.url()).hostname !== new URL(url).hostname) faults.push(`${page.url()} asks ${r.url()}`)
  })
  return { context, page }
}

/** What an administrator's program does over the API. */
export async function rest(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/api/${path}`, { method, headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' }, body: body ? JSON.stringify(body) : undefined })
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${await response.clone().text()}`)
  return (response.status === 204 ? {} : await response.json()) as Record<string, unknown>
}
