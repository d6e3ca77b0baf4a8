// Channels and routes as an operator works on them: tests, bulk changes, two people at one form, decisions.
import assert from 'node:assert/strict'

import { rest, url } from './browser'
import type { Case } from './e2e'

type Channel = { id: string; name: string; weight: number; priority: number; tags: string[]; enabled: boolean; updated_at: string }

const list = async (): Promise<Channel[]> => (await rest('GET', 'channels')).items as Channel[]

/** A channel that nothing answers at, of a model of its own. */
const nowhere = (name: string, tags: string[] = []) =>
  rest('POST', 'channels', { name, provider: 'custom', base_url: 'http://127.0.0.1:9/v1', keys: ['k'], models: [`${name}-model`], tags })

export const channels: Case[] = [
  {
    name: 'channels: all are tested, some fail, the failed are selected; priority is changed in its row',
    run: async (page) => {
      const dead = await nowhere('e2e-nowhere')
      await page.goto(`${url}/channels`)
      await page.getByRole('button', { name: 'Test all' }).click()
      await page.getByText(/^\d+ channels tested$/).waitFor({ timeout: 30_000 })
      assert.ok((await page.locator('tbody .badge.ok', { hasText: /ms|s$/ }).count()) >= 2, 'no channel has answered')
      await page.locator('.tests .badge.bad', { hasText: '1 failed' }).waitFor()
      await page.getByRole('button', { name: 'Select the failed' }).click()
      assert.deepEqual(await page.locator('tr[aria-selected=true] b').allTextContents(), ['e2e-nowhere'])
      await page.getByRole('button', { name: 'Priority of e2e-nowhere: 0' }).click()
      await page.keyboard.type('-5')
      await page.keyboard.press('Enter')
      await page.getByText('e2e-nowhere changed').waitFor()
      assert.equal((await list()).find((c) => c.id === dead.id)?.priority, -5)
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByRole('button', { name: 'Priority of e2e-nowhere: 0' }).waitFor()
      await page.goto(`${url}/channels/${dead.id}?tab=cost`)
      await page.getByRole('button', { name: 'Ask for the balance' }).click()
      await page.getByText('This provider tells no balance to a program').waitFor()
      await rest('DELETE', `channels/${dead.id}`)
    },
  },
  {
    name: 'channels: many are changed at once, each tells what became of it, and it is taken back',
    run: async (page) => {
      const [a, b] = [await nowhere('e2e-a', ['e2e']), await nowhere('e2e-b', ['e2e'])]
      const route = await rest('POST', 'routes', { model: 'e2e-b-model', targets: [{ channel_id: b.id }] })
      await page.goto(`${url}/channels?tag=e2e`)
      await page.getByLabel('Select all').click()
      await page.getByRole('button', { name: 'Tags', exact: true }).click()
      await page.locator('dialog').getByLabel('Add tags').fill('slow, far')
      await page.getByRole('button', { name: 'Change tags of 2 channels' }).click()
      await page.getByText('2 changed, 0 failed').waitFor()
      assert.deepEqual((await list()).filter((c) => c.name.startsWith('e2e-')).map((c) => c.tags), [['e2e', 'slow', 'far'], ['e2e', 'slow', 'far']])
      await page.locator('dialog').getByRole('button', { name: 'Undo' }).click()
      await page.locator('dialog').waitFor({ state: 'detached' })
      assert.deepEqual((await list()).filter((c) => c.name.startsWith('e2e-')).map((c) => c.tags), [['e2e'], ['e2e']])
      await page.getByRole('button', { name: 'Delete', exact: true }).click()
      await page.getByText('Requests for 2 models will have no channel left.').waitFor()
      await page.locator('dialog').getByRole('textbox').fill('delete 2')
      await page.locator('dialog').getByRole('button', { name: 'Delete 2 channels' }).click()
      await page.getByText('1 changed, 1 failed').waitFor()
      await page.locator('dialog li', { hasText: 'e2e-b' }).getByText('is used by routes').waitFor()
      await rest('DELETE', `routes/${route.id}`)
      await rest('DELETE', `channels/${b.id}`)
      assert.equal((await list()).some((c) => c.id === a.id), false)
    },
  },
  {
    name: 'channels: the provider of a draft is asked with the typed key, and nothing is stored',
    run: async (page) => {
      const before = (await list()).length
      await page.goto(`${url}/channels/new`)
      await page.getByLabel('Which provider?').fill(`OPENAI_BASE_URL=${url}/v1 OPENAI_API_KEY=${process.env.BURNCLOUD_TOKEN ?? ''}`)
      await page.getByLabel('Name', { exact: true }).fill('e2e-draft')
      await page.getByRole('button', { name: 'Fetch models' }).click()
      await page.locator('.offered-list').getByText('gpt-4o-mini', { exact: true }).click()
      await page.getByRole('button', { name: 'Test without saving' }).click()
      await page.locator('.answer .badge.ok').waitFor()
      assert.equal((await list()).length, before)
      assert.ok(await page.locator('textarea').first().inputValue(), 'the typed key is gone')
    },
  },
  {
    name: 'two people change one channel: the second sees both, chooses field by field, and loses nothing',
    run: async (page) => {
      const c = await nowhere('e2e-two', ['x'])
      await page.goto(`${url}/channels/${c.id}/edit`)
      await page.getByText('Groups, order, limits, timeouts, headers').click()
      await page.getByLabel('Weight').fill('7')
      await page.getByLabel('Tags').fill('x, mine')
      await rest('PATCH', `channels/${c.id}`, { weight: 3, priority: 20 })
      await page.getByRole('button', { name: 'Save channel' }).click()
      await page.getByText('e2e-two was changed meanwhile').waitFor()
      assert.deepEqual(await page.locator('dialog .conflict legend').allTextContents(), ['Priority', 'Weight'])
      await page.getByRole('button', { name: 'Back to the form' }).click()
      assert.equal(await page.getByLabel('Weight').inputValue(), '7')
      await page.getByRole('button', { name: 'Save channel' }).click()
      await page.locator('dialog .conflict', { hasText: 'Weight' }).getByText('Theirs').click()
      await page.getByRole('button', { name: 'Save the choice' }).click()
      await page.waitForURL(`**/channels/${c.id}`)
      const saved = (await list()).find((x) => x.id === c.id)
      assert.deepEqual([saved?.weight, saved?.priority, saved?.tags], [3, 20, ['x', 'mine']])
      await rest('DELETE', `channels/${c.id}`)
    },
  },
  {
    name: 'a decision is made 1,000 times, with and without a channel that is taken for dead',
    run: async (page) => {
      const [a, b] = [await nowhere('e2e-70'), await nowhere('e2e-30')]
      const route = await rest('POST', 'routes', { model: 'e2e-split', targets: [{ channel_id: a.id, weight: 7, when: { max_tokens: 1000 } }, { channel_id: b.id, weight: 3 }] })
      await page.goto(`${url}/routes/e2e-split`)
      await page.getByRole('button', { name: 'Decide 1,000 times' }).click()
      const got = async (name: string) => Number(await page.locator('.spread tr', { hasText: name }).locator('td').nth(3).textContent())
      const split = [await got('e2e-70'), await got('e2e-30')]
      assert.ok(Math.abs((split[0] ?? 0) - 700) <= 3 && (split[0] ?? 0) + (split[1] ?? 0) === 1000, `1,000 calls by weights of 7 and 3 went ${split.join(' and ')}`)
      await page.getByRole('group', { name: 'Take for dead' }).getByRole('button', { name: 'e2e-30' }).click()
      await page.locator('.spread tr', { hasText: 'e2e-70' }).getByText('1,000').waitFor()
      await page.getByText('you take it for dead').waitFor()
      await page.getByLabel('Prompt, in tokens').fill('5000')
      await page.getByText('its condition is not met').waitFor()
      await page.locator('.drawer .panel li', { hasText: 'Nothing can serve e2e-split' }).waitFor()
      await page.getByLabel('Strategy', { exact: true }).selectOption('weighted')
      const border = page.getByRole('slider', { name: 'Share of e2e-70 against e2e-30' })
      const weights = () => page.locator('.target-edit').getByLabel('Weight').evaluateAll((all) => all.map((x) => (x as HTMLInputElement).value))
      assert.equal(await border.getAttribute('aria-valuetext'), 'e2e-70 70.0%, e2e-30 30.0%')
      await border.press('PageUp')
      assert.deepEqual(await weights(), ['80', '20'])
      const bar = (await page.locator('.shares').boundingBox()) ?? { x: 0, y: 0, width: 0 }
      await border.hover()
      await page.mouse.down()
      await page.mouse.move(bar.x + bar.width / 4, bar.y + 5, { steps: 4 })
      await page.mouse.up()
      assert.deepEqual(await weights(), ['25', '75'])
      await page.locator('.target-edit').nth(1).getByLabel('Weight').fill('25')
      assert.equal(await border.getAttribute('aria-valuetext'), 'e2e-70 50.0%, e2e-30 50.0%')
      await page.getByRole('button', { name: 'Save route' }).click()
      await page.getByText('Route of e2e-split saved').waitFor()
      const kept = await rest('GET', `routes/${route.id}`)
      assert.equal(kept.strategy, 'weighted')
      assert.deepEqual((kept.targets as { weight: number }[]).map((x) => x.weight), [25, 25])
      assert.deepEqual((kept.targets as { when?: object }[])[0]?.when, { max_tokens: 1000 }, 'the condition was lost')
      await rest('DELETE', `routes/${route.id}`)
      for (const c of [a, b]) await rest('DELETE', `channels/${c.id}`)
    },
  },
]
