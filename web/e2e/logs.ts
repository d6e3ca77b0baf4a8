// The log: a call's page, views and columns, the export, and lists of ten thousand rows.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { Page, Route } from 'playwright-core'

import { adminToken, rest, token, url } from './browser'
import type { Case } from './e2e'

const operator = { username: 'e2e-operator', password: 'a phrase for views 4' }
const many = 10_000

async function calls(n: number, model: string, key = token): Promise<string[]> {
  const ids: string[] = []
  const one = async () => {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] }),
    })
    await response.text()
    ids.push(response.headers.get('x-request-id') ?? '')
  }
  for (let i = 0; i < n; i += 20) await Promise.all(Array.from({ length: Math.min(20, n - i) }, one))
  return ids
}

async function enter(page: Page): Promise<void> {
  const user = await rest('POST', 'users', { username: operator.username, role: 'operator', enabled: true })
  await rest('POST', `users/${String(user.id)}/reset-password`, { password: operator.password })
  const response = await page.context().request.post(`${url}/api/session`, { data: operator })
  assert.ok(response.ok(), await response.text())
}

/** A user with a balance makes three calls, one after the other; the middle one's page is looked at. */
async function callPage(page: Page): Promise<void> {
  const user = await rest('POST', 'users', { username: 'e2e-payer', role: 'user', enabled: true })
  await rest('POST', `users/${String(user.id)}/credit`, { amount: '3', reason: 'e2e' })
  const { key } = await rest('POST', 'tokens', { name: 'e2e-trail', user_id: user.id })
  const ids: string[] = []
  for (let i = 0; i < 3; i++) ids.push(...(await calls(1, 'gpt-4o-mini', String(key))))
  const back = encodeURIComponent('?token=e2e-trail')
  await page.goto(`${url}/logs/${ids[1]}?back=${back}`)
  const trail = page.locator('.panel', { has: page.getByRole('heading', { name: 'Money trail' }) })
  await trail.getByText('recomputed, equal').waitFor()
  await trail.getByText('Settled', { exact: true }).waitFor()
  await trail.getByText('e2e-payer, available').first().waitFor()
  assert.match((await trail.locator('li', { hasText: 'Balance after' }).locator('.m').textContent()) ?? '', /^\$2\.99/)
  await page.locator('.around > li').nth(2).waitFor()
  const newer = page.getByRole('button', { name: 'Newer call' })
  await page.keyboard.press('k')
  await page.waitForURL(`**/logs/${ids[2]}?**`)
  await page.waitForFunction(() => document.querySelector<HTMLButtonElement>('button[aria-label="Newer call"]')?.disabled)
  assert.ok(await newer.isDisabled(), 'there is no call of this token after the last one')
  await page.keyboard.press('j')
  await page.waitForURL(`**/logs/${ids[1]}?**`)
  await page.getByRole('tab', { name: 'Request', exact: true }).click()
  await page.waitForURL(/tab=request/)
  await page.getByText('Prompts and answers are passed on and not kept').waitFor()
}

/** Saving, changing, renaming and deleting a view; columns by the keyboard, kept over a reload. */
async function viewsAndColumns(page: Page): Promise<void> {
  await enter(page)
  await page.goto(`${url}/logs?model=gpt-4o-mini&range=30d`)
  await page.locator('tbody tr.can').first().waitFor()
  await page.getByRole('button', { name: 'Columns' }).focus()
  await page.keyboard.press('Enter')
  const column = page.getByRole('menuitemcheckbox', { name: 'User', exact: true })
  await column.waitFor()
  for (let i = 0; i < 30 && !(await column.evaluate((el) => el === document.activeElement)); i++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await page.locator('thead th', { hasText: 'User' }).waitFor()
  await page.keyboard.press('Escape')
  assert.ok(await page.getByRole('button', { name: 'Columns' }).evaluate((el) => el === document.activeElement), 'the focus was not given back')
  await page.getByRole('button', { name: 'Save as a view' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Small ones')
  await page.getByRole('button', { name: 'Save view' }).click()
  await page.waitForURL(/view=vw_/)
  const tab = page.getByRole('tab', { name: /Small ones/ })
  await page.goto(`${url}/logs`)
  await page.locator('thead th', { hasText: 'User' }).waitFor() // this browser remembers it
  await tab.click()
  await page.waitForURL(/model=gpt-4o-mini/)
  await page.locator('.filter', { hasText: 'gpt-4o-mini' }).getByRole('button').click()
  await tab.locator('.mark').waitFor()
  await page.getByRole('button', { name: 'This view' }).click()
  await page.getByRole('menuitem', { name: 'Save view' }).click()
  await tab.locator('.mark').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'This view' }).click()
  await page.getByRole('menuitem', { name: 'Delete view' }).click()
  await page.locator('dialog').getByRole('button', { name: 'Delete view' }).click()
  await tab.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitem', { name: 'The usual columns' }).click()
  await page.locator('thead th', { hasText: 'User' }).waitFor({ state: 'detached' })
}

/** The file has what the log has; a slow one shows how far it is, and can be stopped. */
async function exporting(page: Page): Promise<void> {
  await calls(60, 'no-such-model-export')
  await page.goto(`${url}/logs?model=no-such-model-export`)
  await page.locator('tbody tr.can').first().waitFor()
  const start = async () => {
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: 'Export as CSV' }).click()
  }
  const [file] = await Promise.all([page.waitForEvent('download'), start()])
  assert.equal(file.suggestedFilename(), 'burncloud-calls.csv')
  assert.equal(readFileSync(await file.path(), 'utf8').trim().split('\n').length, 61)
  await page.getByText('60 calls exported').waitFor()
  const network = await page.context().newCDPSession(page)
  await network.send('Network.enable')
  await network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: 3000, uploadThroughput: 100_000 })
  await start()
  await page.getByText(/Exporting calls: \d+ of about 60/).waitFor()
  await page.locator('.toast').getByRole('button', { name: 'Cancel' }).click()
  await page.getByText('Export stopped.').waitFor()
}

type Items = { items: Record<string, unknown>[]; next_cursor: string | null }

/**
 * Makes ten thousand rows of the few that the demo has, page by page, on their way into the browser: what is measured is
 * the browser's work. BURNCLOUD_LONG=1 makes real calls in their place.
 */
async function multiply(page: Page, path: string): Promise<void> {
  let real: Items | undefined
  await page.route((u) => u.pathname === `/api/${path}`, async (route: Route) => {
    const u = new URL(route.request().url())
    const limit = Number(u.searchParams.get('limit') ?? 50)
    const at = Number(u.searchParams.get('cursor') ?? 0)
    real ??= (await (await fetch(`${url}/api/${path}?limit=50`, { headers: { authorization: `Bearer ${adminToken}` } })).json()) as Items
    const { items: of } = real
    const items = Array.from({ length: Math.min(limit, many - at) }, (_, i) => ({ ...of[(at + i) % of.length], id: `made_${at + i}`, name: `row ${at + i}`, username: `row-${at + i}` }))
    await route.fulfill({ json: { items, next_cursor: at + limit < many ? String(at + limit) : null, estimate: many } })
  })
}

type Smooth = { p95: number; longest: number; nodes: number }

const frames = 200

/** Goes to the end until every row is there. */
const fill = (page: Page): Promise<unknown> =>
  page.evaluate(async (many) => {
    const box = document.querySelector('.tablebox') as HTMLElement
    for (let i = 0; i < 2000 && Number(document.querySelector('table.tbl')?.getAttribute('aria-rowcount')) <= many; i++) {
      box.scrollTop = box.scrollHeight
      await new Promise((done) => requestAnimationFrame(done))
    }
  }, many)

/** Scrolls up and down again, six rows a frame, and watches the frames and the size of the document. */
const scroll = (page: Page, of = '.tablebox'): Promise<Smooth> =>
  page.evaluate(async ([frames, of]) => {
    const box = document.querySelector(of) as HTMLElement
    const frame = () => new Promise<number>((done) => requestAnimationFrame(done))
    const took: number[] = []
    let [before, nodes] = [await frame(), 0]
    for (let i = 0; i < frames; i++) {
      box.scrollTop += i < frames / 2 ? -240 : 240
      const now = await frame()
      took.push(now - before)
      before = now
      nodes = Math.max(nodes, document.getElementsByTagName('*').length)
    }
    took.sort((a, b) => a - b)
    return { p95: Math.round(took[Math.floor(frames * 0.95)] ?? 0), longest: Math.round(took.at(-1) ?? 0), nodes }
  }, [frames, of] as const)

/** What one frame may cost of the page's process, in milliseconds of CPU since others use the machine too, and how many nodes a page may have. */
const bounds = { busy: 40, nodes: 4000 }

/** Scrolls a list of many rows, and holds what it costs against the bounds. */
async function scrollsSmoothly(page: Page, name: string, of: string, count: number): Promise<void> {
  const cpu = await page.context().browser()?.newBrowserCDPSession()
  assert.ok(cpu)
  const spent = async () => {
    const { processInfo } = await cpu.send('SystemInfo.getProcessInfo')
    return processInfo.filter((p) => p.type === 'renderer').reduce((sum, p) => sum + p.cpuTime, 0) * 1000
  }
  const before = await spent()
  const { p95, longest, nodes } = await scroll(page, of)
  const busy = Math.round(((await spent()) - before) / frames * 10) / 10
  console.log(`      ${name}: ${count} rows, ${busy} ms of CPU a frame, 95 % of frames within ${p95} ms, the longest ${longest} ms, ${nodes} nodes`)
  assert.ok(count >= many, `${name}: ${count} rows`)
  assert.ok(busy <= bounds.busy, `${name}: a frame costs ${busy} ms, at most ${bounds.busy}`)
  assert.ok(nodes <= bounds.nodes, `${name}: ${nodes} nodes, at most ${bounds.nodes}`)
}

async function smooth(page: Page): Promise<void> {
  const long = process.env.BURNCLOUD_LONG === '1'
  if (long) await calls(many, 'no-such-model')
  for (const path of ['logs', 'tokens', 'users']) {
    if (!(long && path === 'logs')) await multiply(page, path)
    await page.goto(`${url}/${path}`)
    await page.locator('tbody tr.can').first().waitFor()
    await fill(page)
    await scrollsSmoothly(page, path, '.tablebox', await page.locator('table.tbl').evaluate((el) => Number(el.getAttribute('aria-rowcount')) - 1))
  }
}

type Body = { frames: { at_ms: number; bytes: number; text: string }[] }

/** With keeping switched on, the page shows what was said; a stream of ten thousand events scrolls as lists do. All can be deleted. */
async function bodies(page: Page): Promise<void> {
  await page.goto(`${url}/settings/logging`)
  await page.getByLabel('Keep bodies').selectOption('all')
  await page.locator('form', { has: page.getByLabel('Keep bodies') }).getByRole('button', { name: 'Save changes' }).click()
  await page.getByText('Settings saved').waitFor()
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST', headers: { 'x-api-key': token, 'anthropic-version': '2023-06-01', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini', max_tokens: 50, stream: true, messages: [{ role: 'user', content: 'what e2e asked' }] }),
  })
  const got = await response.text()
  const id = response.headers.get('x-request-id') ?? ''
  await page.goto(`${url}/logs/${id}?tab=request`)
  const said = page.locator('pre.said').first()
  await said.getByText('"content": "what e2e asked"').waitFor()
  await page.getByRole('tab', { name: 'Upstream request' }).click()
  await said.getByText('"include_usage": true').waitFor() // it was translated
  await page.getByRole('tab', { name: 'Response' }).click()
  await said.getByText('event: message_stop').waitFor()
  assert.equal(await said.textContent(), got)
  await page.getByRole('tab', { name: 'Stream', exact: true }).click()
  await page.getByRole('option').first().waitFor()
  assert.equal(await page.getByRole('option').first().getAttribute('aria-setsize'), String(got.split('\n\n').length - 1))
  await page.locator('.frames .chip').waitFor()
  await page.route((u) => u.pathname === `/api/logs/${id}/bodies`, async (route: Route) => {
    const real = (await (await route.fetch()).json()) as { answer: Body }
    const { frames } = real.answer
    real.answer.frames = Array.from({ length: many }, (_, i) => ({ at_ms: i * 7, bytes: 120, text: frames[i % frames.length]?.text ?? '' }))
    await route.fulfill({ json: real })
  })
  await page.reload()
  await page.locator(`[role="option"][aria-setsize="${many}"]`).first().waitFor()
  await page.locator('.frames').focus()
  await page.keyboard.press('End')
  await page.locator(`#frame${many - 1}.at`).waitFor()
  await scrollsSmoothly(page, 'events', '.frames', many)
  await rest('PATCH', 'settings', { bodies: 'off' })
  await page.goto(`${url}/settings/logging`)
  await page.getByRole('button', { name: 'Delete all kept bodies' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete all kept bodies' }).click()
  await page.getByText('All kept bodies are deleted').waitFor()
  await page.locator('button:disabled', { hasText: 'Delete all kept bodies' }).waitFor()
}

export const logs: Case[] = [
  { name: 'a call’s page: money trail, neighbours of the list, what is kept', run: callPage },
  { name: 'a call’s page: what was said, where bodies are kept, and a stream of 10,000 events', run: bodies },
  { name: 'log: views are saved, changed and deleted; columns by the keyboard', signedIn: false, run: viewsAndColumns },
  { name: 'log: an export with its progress, and one that is stopped', run: exporting },
  { name: 'lists of 10,000 rows scroll smoothly', run: smooth },
]
