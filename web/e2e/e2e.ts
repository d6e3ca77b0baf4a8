// The console in a real browser against a running demo: what an operator does, with nothing of it simulated.
import assert from 'node:assert/strict'
import { type Browser, type Page } from 'playwright-core'

import { visitAll } from './axe'
import { books } from './books'
import { adminToken, desktop, launch, type Look, open, rest, token, url } from './browser'
import { channels } from './channels'
import { corpus } from './corpus'
import { operators } from './operators'
import { logs } from './logs'
import { paths } from './pages'
import { people } from './people'
import { play } from './play'

const faults: string[] = []

/** A call by a program, as its user would make it. */
async function call(key: string, model = 'gpt-4o-mini'): Promise<{ status: number; id: string }> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] }),
  })
  await response.text()
  return { status: response.status, id: response.headers.get('x-request-id') ?? '' }
}

export type Case = { name: string; signedIn?: boolean; look?: Look; run: (page: Page) => Promise<void> }

const cases: Case[] = [
  {
    name: 'signing in with a token, and back to the page that was asked for', signedIn: false,
    run: async (page) => {
      await page.goto(`${url}/channels?status=healthy`)
      await page.waitForURL('**/login?**')
      await page.getByText('Use a management token').click()
      await page.locator('input[type=password]').fill('bm-wrong')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByText('This token does not open the console').waitFor()
      await page.locator('input[type=password]').fill(adminToken)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL('**/channels?status=healthy')
      await page.getByText('OpenAI (simulated)').first().waitFor()
    },
  },
  {
    name: 'token → real call by a program → it is in the log, with its receipt, and the overview counts it',
    run: async (page) => {
      await page.goto(`${url}/tokens`)
      await page.getByRole('button', { name: 'New token' }).first().click()
      await page.locator('dialog').getByLabel('Name', { exact: true }).fill('e2e')
      await page.locator('dialog select').first().selectOption({ label: 'demo' })
      await page.getByRole('button', { name: 'Create token' }).click()
      const key = (await page.locator('output.secret').textContent()) ?? ''
      assert.match(key, /^sk-/)
      await page.keyboard.press('Escape')
      assert.ok(await page.locator('output.secret').isVisible(), 'the key went away before it was stored')
      await page.getByLabel('I have stored it').check()
      await page.getByRole('button', { name: 'Close', exact: true }).click()
      const made = await call(key)
      assert.equal(made.status, 200)
      await page.goto(`${url}/logs/${made.id}`)
      await page.getByText('One attempt').waitFor()
      await page.locator('.receipt .sum').waitFor()
      await page.goto(`${url}/logs?token=e2e`)
      await page.locator('tbody tr.can').first().waitFor()
      assert.equal(await page.locator('tbody tr.can').count(), 1)
      await page.goto(`${url}/`)
      await page.locator('.tick').first().waitFor()
      assert.notEqual((await page.locator('.tile .fig').first().textContent())?.trim(), '0')
    },
  },
  {
    name: 'a call appears in the live tail by itself',
    run: async (page) => {
      await page.goto(`${url}/logs?live=1&model=deepseek-chat`)
      await page.locator('.tablebox').waitFor()
      await page.waitForTimeout(1000)
      const before = await page.locator('tbody tr.can').count()
      await call(token, 'deepseek-chat')
      await page.locator('tbody tr.new').first().waitFor({ timeout: 10_000 })
      assert.equal(await page.locator('tbody tr.can').count(), before + 1)
    },
  },
  {
    name: 'channel: pasted account, failed test keeps the form, drawer, off and on again',
    run: async (page) => {
      await page.goto(`${url}/channels/new`)
      await page.getByLabel('Which provider?').fill(`OPENAI_BASE_URL=${url}/v1 OPENAI_API_KEY=sk-nobody`)
      const name = page.getByLabel('Name', { exact: true })
      await name.waitFor()
      await name.fill('e2e <img src=x onerror=window.bad=1>')
      assert.equal(await page.getByLabel(/^Address/).inputValue(), `${url}/v1`)
      await page.locator('input[placeholder="Add model"]').fill('only-here')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Test without saving' }).click()
      await page.locator('.answer .badge.bad').waitFor()
      await page.getByRole('button', { name: 'Save channel' }).click()
      await page.locator('.drawer').waitFor()
      assert.equal(await page.evaluate(() => (window as unknown as { bad?: number }).bad), undefined)
      await page.locator('.drawer [role=switch]').click()
      await page.locator('.drawer [role=switch][aria-checked=false]').waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.locator('.drawer [role=switch][aria-checked=true]').waitFor()
      await page.locator('.drawer').getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Delete channel' }).click()
      await page.getByText('Requests for 1 model will have no channel left.').waitFor()
      await page.getByLabel('Name to confirm').fill('e2e <img src=x onerror=window.bad=1>')
      await page.locator('dialog').getByRole('button', { name: 'Delete channel' }).click()
      await page.waitForURL('**/channels')
    },
  },
  {
    name: 'the address keeps filter and drawer over a reload; keys move through the list',
    run: async (page) => {
      await page.goto(`${url}/channels`)
      await page.locator('tbody tr.can').first().waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('provider:openai')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/channels?provider=openai')
      await page.reload()
      await page.locator('tbody tr.can').first().waitFor()
      assert.equal(await page.locator('tbody tr.can').count(), 2)
      await page.keyboard.press('j')
      await page.keyboard.press('Enter')
      await page.locator('.drawer').waitFor()
      await page.getByRole('tab', { name: /^Models/ }).click()
      await page.waitForURL(/tab=models/)
      await page.reload()
      await page.locator('.drawer [role=tab][aria-selected=true]', { hasText: 'Models' }).waitFor()
      await page.keyboard.press('Escape')
      await page.waitForURL((u) => u.pathname === '/channels')
    },
  },
  {
    name: 'palette, language, theme',
    run: async (page) => {
      await page.goto(`${url}/channels`)
      await page.locator('tbody tr.can').first().waitFor()
      await page.keyboard.press('Control+k')
      await page.keyboard.type('deepseek')
      await page.locator('[role=option]').first().waitFor()
      await page.keyboard.press('Enter')
      await page.locator('.drawer').waitFor()
      await page.getByRole('button', { name: 'Language' }).click()
      await page.getByRole('heading', { name: '渠道' }).waitFor()
      assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN')
      await page.getByRole('button', { name: '主题' }).click()
      await page.locator('html[data-theme=dark]').waitFor()
      await page.reload()
      assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
      await page.getByRole('heading', { name: '渠道' }).waitFor()
    },
  },
  {
    name: 'a route is made, tried and removed',
    run: async (page) => {
      await page.goto(`${url}/routes/gpt-4o`)
      await page.getByRole('button', { name: 'Decide', exact: true }).click()
      await page.locator('.drawer ol .badge.ok').waitFor()
      await page.getByLabel('Fallback models').fill('gpt-4o-mini')
      await page.getByRole('button', { name: 'Create route' }).click()
      await page.getByRole('button', { name: 'Remove route' }).waitFor()
      const routes = (await rest('GET', 'routes')).items as { model: string; fallback_models: string[] }[]
      assert.deepEqual(routes.find((r) => r.model === 'gpt-4o')?.fallback_models, ['gpt-4o-mini'])
      await page.getByRole('button', { name: 'Remove route' }).click()
      await page.getByRole('button', { name: 'Create route' }).waitFor()
    },
  },
]

/** Every page in both themes by axe. */
async function pagesAreSound(browser: Browser): Promise<void> {
  const all = (await paths()).flatMap(({ path, anybody }) => (['light', 'dark'] as const).map((theme) => ({ path, theme, signedIn: anybody ? '' : adminToken })))
  await visitAll(browser, all, faults)
}

/** Words of the names of the cases to run; without any all are, and every page is looked at. */
const only = process.argv[2] ?? ''
const browser = await launch()
let failed = 0

async function runAll(list: Case[]): Promise<void> {
  for (const c of list.filter((c) => c.name.includes(only))) {
    const { context, page } = await open(browser, c.look ?? desktop, c.signedIn === false ? '' : adminToken, faults)
    page.setDefaultTimeout(15_000)
    try {
      await c.run(page)
      console.log(`ok    ${c.name}`)
    } catch (e) {
      failed++
      console.error(`FAIL  ${c.name}\n      ${page.url()}\n${String(e instanceof Error ? e.message : e).split('\n').slice(0, 12).join('\n')}`)
      await page.screenshot({ path: `screens/failed-${failed}.png` }).catch(() => undefined)
    }
    await context.close()
  }
}

await runAll([...cases, ...channels, ...operators, ...logs, ...corpus])
await Promise.all([runAll([...people, ...play, ...books]), only ? undefined : pagesAreSound(browser)]) // people only wait and read
await browser.close()
for (const fault of [...new Set(faults)]) console.error(`FAULT ${fault}`)
process.exit(failed > 0 || faults.length > 0 ? 1 : 0)
