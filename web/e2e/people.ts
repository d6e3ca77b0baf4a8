// Sessions of people: the first administrator, a wrong password, a user's own pages.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { type Page } from 'playwright-core'

import { findings } from './axe'
import { rest, token, url } from './browser'
import type { Case } from './e2e'
import { startFresh } from './fresh'
import { own } from './pages'

const admin = { name: 'root', password: 'a long enough phrase 1' }
const person = { name: 'e2e-person', password: 'another long phrase 2' }
const operators = ['/channels', '/users', '/codes', '/tokens', '/logs', '/usage', '/prices', '/doctor', '/audit', '/settings']

async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** What the API answers to this browser's session. */
const statusOf = (page: Page, path: string): Promise<number> => page.evaluate(async (p) => (await fetch(p)).status, path)

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'My account' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL('**/login**')
}

const wrong = 'The name or the password is wrong.'

/** Wrong passwords until the gateway takes no more. */
async function lockOut(page: Page): Promise<void> {
  const locked = page.getByText(/Too many attempts. Try again in \d+ (second|minute)s?, or sign in from the machine itself/)
  for (let i = 0; i < 12 && !(await locked.isVisible()); i++) {
    const answered = page.waitForResponse((r) => r.request().method() === 'POST' && r.url().endsWith('/api/session'))
    await signIn(page, 'nobody', `wrong password ${i}`)
    await answered
    await page.getByRole('alert').waitFor()
  }
  await locked.waitFor()
}

/** The code that an authenticator app shows now for a key as people type it (RFC 6238). */
function codeOf(key: string): string {
  const bits = [...key.replace(/[\s=]/g, '')].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const mac = createHmac('sha1', Buffer.from((bits.match(/.{8}/g) ?? []).map((b) => parseInt(b, 2)))).update(step).digest()
  return String((mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff) % 1e6).padStart(6, '0')
}

/** The second factor on the way: switched on with a code of an app, and off again with a recovery code. */
async function secondFactor(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Set up an app' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Set up an app' }).click()
  await page.locator('dialog input[type=password]').fill(admin.password)
  await page.locator('dialog').getByRole('button', { name: 'Continue' }).click()
  const key = (await page.locator('dialog output.secret').textContent()) ?? ''
  assert.deepEqual(await findings(page), [])
  await page.locator('dialog').getByLabel('Code', { exact: true }).fill(codeOf(key))
  await page.locator('dialog').getByRole('button', { name: 'Confirm', exact: true }).click()
  const codes = ((await page.locator('output.once').textContent()) ?? '').split('\n')
  await page.getByLabel('I have stored').check()
  await page.locator('dialog').getByRole('button', { name: 'Close', exact: true }).click()
  await page.getByRole('button', { name: 'Go on' }).waitFor()
  await page.getByRole('button', { name: 'Switch off' }).click()
  await page.locator('dialog').getByLabel('Code', { exact: true }).fill(codes[0] ?? '')
  await page.locator('dialog').getByRole('button', { name: 'Switch off' }).click()
  await page.getByRole('button', { name: 'Later', exact: true }).click()
}

/** The channel and the call, each reloaded on the way, with a provider that is the running demo. */
async function firstSteps(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Any OpenAI-compatible address' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Any OpenAI-compatible address' }).click()
  await page.getByLabel('Address').fill(`${url}/v1`)
  await page.getByLabel('Key', { exact: true }).fill('sk-wrong')
  await page.getByLabel(/^Models/).fill('gpt-4o-mini')
  await page.getByRole('button', { name: 'Save and try' }).click()
  await page.locator('.answer .badge.bad').waitFor()
  await page.getByText('Replace', { exact: true }).click()
  await page.getByLabel('Key', { exact: true }).fill(token)
  await page.getByRole('button', { name: 'Save and try' }).click()
  await page.locator('.answer .badge.ok').waitFor()
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await page.getByText('Waiting for the first call').waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Serve without prices for now' }).click()
  await page.getByRole('button', { name: 'Make a token' }).click()
  assert.match((await page.locator('output.secret').textContent()) ?? '', /^sk-/)
  await page.getByRole('button', { name: 'Run it here' }).click()
  await page.getByText('The first call arrived').waitFor()
  await page.getByRole('button', { name: 'Finish' }).click()
  await page.getByText('BurnCloud is ready').waitFor()
  await page.getByText('Done', { exact: true }).nth(2).waitFor() // all three, once what there is has been asked for
}

async function firstAdmin(page: Page): Promise<void> {
  const fresh = await startFresh()
  try {
    await page.goto(`${fresh.url}/`)
    await page.getByText('No administrator exists yet.').waitFor()
    await page.goto(fresh.link)
    await page.getByLabel('Name', { exact: true }).fill(admin.name)
    await page.getByLabel('Password', { exact: true }).fill('short')
    await page.getByText('Too short').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(admin.password)
    await page.getByRole('button', { name: 'Create administrator' }).click()
    await secondFactor(page)
    await firstSteps(page)
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    assert.equal(await statusOf(page, '/api/settings'), 200)
    await signOut(page)
    assert.equal(await statusOf(page, '/api/settings'), 401)
    await signIn(page, admin.name, 'a wrong phrase 123')
    await page.getByText(wrong).waitFor()
    await signIn(page, admin.name, admin.password)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    assert.equal((await page.goto(fresh.link))?.status(), 410)
    await page.getByText('This link has been used').waitFor()
    assert.equal((await page.goto(`${fresh.url}/setup?step=done`))?.status(), 200)
    await page.getByText('BurnCloud is ready').waitFor()
    await page.context().clearCookies() // the session ends
    await page.goto(`${fresh.url}/tokens`)
    await page.getByText('Your session has ended.').waitFor()
    await page.goto(`${fresh.url}/setup?step=call`)
    await page.waitForURL('**/login?to=**')
    await signIn(page, admin.name, admin.password)
    await page.getByText('The first call arrived').waitFor()
    await page.goto(`${fresh.url}/`)
    await signOut(page)
    assert.ok(!(await page.getByText('Your session has ended.').isVisible()))
    await lockOut(page)
  } finally {
    await page.goto(`${url}/login`) // nothing asks the one that stops
    await fresh.stop()
  }
}

/** Own pages in both themes, by axe, and none wider than the screen. */
async function ownPages(page: Page): Promise<void> {
  for (const theme of ['light', 'dark']) {
    while ((await page.locator('html').getAttribute('data-theme')) !== theme) await page.getByRole('button', { name: 'Theme' }).click()
    for (const { path } of own) {
      await page.goto(url + path)
      await page.locator('main h1').waitFor()
      await page.waitForTimeout(400)
      assert.equal(await page.locator('html').getAttribute('data-theme'), theme)
      assert.deepEqual(await findings(page), [], `axe ${path} ${theme}`)
    }
  }
}

async function ownMoney(page: Page): Promise<void> {
  const batch = await rest('POST', 'redemptions', { name: 'e2e', count: 1, amount: '12.5' })
  const code = (batch.codes as string[])[0] ?? ''
  await page.goto(`${url}/my/redeem`)
  await page.locator('.balance').getByText('$0').waitFor()
  await page.getByLabel('Codes').fill(code.toLowerCase().replaceAll('-', ''))
  await page.getByRole('button', { name: 'Redeem', exact: true }).click()
  await page.locator('.balance').getByText('$12.50').waitFor()
  await page.getByText('+$12.50').first().waitFor()
  await page.getByLabel('Codes').fill(code)
  await page.getByRole('button', { name: 'Redeem', exact: true }).click()
  await page.locator('[role=status] .badge.bad').waitFor()
}

async function aPerson(page: Page): Promise<void> {
  const user = await rest('POST', 'users', { username: person.name, role: 'user', enabled: true })
  await rest('POST', `users/${String(user.id)}/reset-password`, { password: person.password })
  await page.goto(`${url}/my/redeem`)
  await page.waitForURL('**/login?**')
  await signIn(page, person.name, person.password)
  await page.waitForURL('**/my/redeem')
  await ownMoney(page)
  await page.goto(`${url}/`)
  await page.locator('.balance').getByText('$12.50').waitFor()
  for (const path of operators) {
    await page.goto(url + path)
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  }
  for (const path of ['channels', 'users', 'logs', 'settings', 'overview']) assert.equal(await statusOf(page, `/api/${path}`), 403, path)
  await ownPages(page)
  await page.getByRole('button', { name: 'Language' }).click()
  await page.locator('html[lang=zh-CN]').waitFor()
  await page.goto(`${url}/my/usage`)
  await page.locator('html[lang=zh-CN]').waitFor()
  await rest('DELETE', `users/${String(user.id)}`)
}

export const people: Case[] = [
  { name: 'set-up link → administrator → channel → token → call → out → wrong password → in; the link works once; a session that ended is told; many wrong passwords lock', signedIn: false, run: firstAdmin },
  { name: 'a user: own pages, a code changes the balance, what operators see is refused, both themes', signedIn: false, run: aPerson },
]
