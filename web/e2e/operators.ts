// What operators do beside channels and calls: keys that overlap, what is put off, what everybody is told.
import assert from 'node:assert/strict'
import { type Page } from 'playwright-core'

import { rest, token, url } from './browser'
import type { Case } from './e2e'

/** Whether the gateway takes a key. */
const works = async (key: string): Promise<boolean> => (await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key}` } })).status === 200

async function rotate(page: Page): Promise<void> {
  const made = await rest('POST', 'tokens', { name: 'turning' })
  const old = String(made.key)
  await page.goto(`${url}/tokens/${String(made.id)}`)
  const turn = async (hours: string): Promise<string> => {
    await page.locator('.drawer').getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Rotate key' }).click()
    await page.getByLabel('Old key works for').selectOption(hours)
    await page.locator('dialog').getByRole('button', { name: 'Rotate key' }).click()
    const key = (await page.locator('output.secret').textContent()) ?? ''
    await page.getByLabel('I have stored it').check()
    await page.locator('dialog').getByRole('button', { name: 'Close', exact: true }).click()
    return key
  }
  const second = await turn('24')
  await page.locator('.drawer').getByText(/^The old key/).waitFor()
  assert.deepEqual([await works(old), await works(second)], [true, true], 'both keys work for a while')
  await page.getByRole('button', { name: 'End old key' }).click()
  await page.locator('.drawer .old-key').waitFor({ state: 'detached' })
  assert.deepEqual([await works(old), await works(second)], [false, true], 'the old key was ended')
  const third = await turn('0')
  assert.deepEqual([await works(second), await works(third)], [false, true], 'without an overlap the old key ends at once')
  await rest('DELETE', `tokens/${String(made.id)}`)
}

async function snooze(page: Page): Promise<void> {
  await rest('PATCH', 'settings/general', { balance_alert: '50' }) // the demo's user has 10
  await page.goto(`${url}/`)
  const list = page.locator('.attn')
  await list.locator('> div').first().waitFor()
  const before = await list.locator('> div').count()
  await list.locator('> div').last().getByRole('button', { name: 'Put off' }).click()
  await page.getByRole('menuitem', { name: 'Until tomorrow, 8:00' }).click()
  await list.getByRole('button', { name: '1 put off' }).waitFor()
  assert.equal(await list.locator('> div').count(), before - 1)
  await page.reload()
  await list.getByRole('button', { name: '1 put off' }).click()
  await list.getByText(/^until .*08:00/).waitFor()
  await list.getByRole('button', { name: 'Show again' }).click()
  await list.getByRole('button', { name: '1 put off' }).waitFor({ state: 'detached' })
  assert.equal(await list.locator('> div').count(), before)
  await rest('PATCH', 'settings/general', { balance_alert: '5' })
}

async function notice(page: Page): Promise<void> {
  const text = '<b>Closed</b> from 22:00 & back at 23:00'
  await page.goto(`${url}/settings/notice`)
  await page.getByLabel('Notice', { exact: true }).fill(text)
  await page.getByLabel('Look').selectOption('warning')
  await page.getByRole('button', { name: 'Show notice' }).click()
  const banner = page.locator('.banner.notice.warn')
  assert.equal(await banner.locator('span').textContent(), text, 'it is text, not markup')
  await page.goto(`${url}/channels`)
  await banner.getByRole('button', { name: 'Close notice' }).click()
  await banner.waitFor({ state: 'detached' })
  await page.reload()
  await page.getByRole('heading', { name: 'Channels' }).waitFor()
  await page.waitForTimeout(300)
  assert.equal(await banner.count(), 0, 'it stays closed in this browser')
  await page.goto(`${url}/settings/notice`)
  await page.getByRole('button', { name: 'Take notice away' }).click()
  await page.getByText('Notice taken away').waitFor()
}

async function general(page: Page): Promise<void> {
  await page.goto(`${url}/settings/general`)
  await page.getByLabel(/^Name of this gateway/).fill('North gate')
  await page.getByLabel(/^Address for clients/).fill('ai.example.com')
  await page.getByLabel(/^Currency/).fill('CNY')
  await page.getByLabel('For one dollar').fill('7.28')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await page.getByText('must be a scheme and a host').waitFor()
  await page.getByLabel(/^Address for clients/).fill('https://ai.example.com')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await page.locator('.side').getByText('North gate').waitFor()
  await page.goto(`${url}/`)
  await page.locator('.tiles.six .approx').getByText('≈ ¥').waitFor()
  await page.goto(`${url}/settings/environment`)
  await page.getByText('BURNCLOUD_ADMIN_TOKEN').waitFor()
  assert.ok(!(await page.locator('main').textContent())?.includes(process.env.BURNCLOUD_ADMIN_TOKEN ?? '-'), 'a secret is shown')
  await rest('PUT', 'settings/general', {})
}

/** DeepSeek's list has no price for the demo's model, OpenAI's has. */
async function margin(page: Page): Promise<void> {
  for (const model of ['deepseek-chat', 'gpt-4o-mini']) {
    await fetch(`${url}/v1/chat/completions`, {
      method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] }),
    }).then((r) => r.text())
  }
  type Groups = { key: string; total: { uncosted?: number; margin?: string } }[]
  const summed = async () => ((await rest('GET', 'usage?group_by=model')).groups as Groups).filter((g) => (g.key === 'deepseek-chat' ? g.total.uncosted : g.key === 'gpt-4o-mini' && Number(g.total.margin) > 0)).length === 2
  for (let i = 0; i < 50 && !(await summed()); i++) await page.waitForTimeout(100)
  const cell = (model: string) => page.locator('tbody tr.can', { hasText: model }).locator('td').nth(7)
  await page.goto(`${url}/usage`)
  await cell('deepseek-chat').getByText(/What \d+ calls? costs? upstream is not known/).waitFor()
  assert.match((await cell('deepseek-chat').textContent()) ?? '', /^–/)
  assert.match((await cell('gpt-4o-mini').textContent()) ?? '', /^\d+\.\d%/)
  await page.locator('.uncovered', { hasText: 'cost upstream is not known' }).waitFor()
  await page.goto(`${url}/`)
  await page.locator('.tiles.six .tile', { hasText: 'Margin' }).getByText('at unknown cost').waitFor()
}

export const operators: Case[] = [
  { name: 'the margin is that of calls whose cost is known, and says what it leaves out', run: margin },
  { name: 'rotate: both keys work for a while, one can be ended, without an overlap it ends at once', run: rotate },
  { name: 'attention is put off until a moment, and taken up again', run: snooze },
  { name: 'a notice is text above every page, until it is closed or taken away', run: notice },
  { name: 'general settings: field errors, the name, a second currency beside the dollars; the environment keeps secrets', run: general },
]
