// Prices as a sheet, what is sold below its cost, and the doctor's parts.
import assert from 'node:assert/strict'
import { type Page } from 'playwright-core'

import { rest, url } from './browser'
import type { Case } from './e2e'

type Price = { model: string; input: string; output: string; per_call: string | null; tiers: { above_tokens: number }[]; images: { size: string; quality: string; per_image: string }[] }

async function priceOf(model: string): Promise<Price | undefined> {
  const { items } = (await rest('GET', `prices?current=true&kind=sale&model=${model}`)) as { items: Price[] }
  return items.find((p) => p.model === model)
}

const cell = (page: Page, model: string, field: string) => page.getByLabel(`${model}, ${field}`, { exact: true })

export const books: Case[] = [
  {
    name: 'prices: many cells of the sheet, a fault at its cell, one review, one save; what is below cost; tiers, pictures by size and quality, versions',
    run: async (page) => {
      await page.goto(`${url}/prices?sheet=1`)
      await cell(page, 'gpt-4o', 'Input').fill('1.5')
      await page.keyboard.press('Tab')
      await cell(page, 'gpt-4o', 'Output').fill('%+100')
      await page.keyboard.press('Enter')
      await cell(page, 'gpt-4o-mini', 'Input').fill('much')
      await page.getByText('3 cells in 2 prices changed').waitFor()
      await page.getByRole('button', { name: 'Review' }).click()
      await page.locator('.grid td.wrong [role=alert]').waitFor()
      assert.equal(await cell(page, 'gpt-4o-mini', 'Input').getAttribute('aria-invalid'), 'true')
      assert.equal(await cell(page, 'gpt-4o', 'Input').inputValue(), '1.5', 'what was typed is lost')
      await cell(page, 'gpt-4o-mini', 'Input').fill('0.25')
      await page.getByRole('button', { name: 'Review' }).click()
      await page.locator('dialog').getByText('Versions to write: 2.').waitFor()
      await page.getByRole('button', { name: 'Apply 2 changes' }).click()
      await page.getByText('2 prices changed', { exact: true }).waitFor() // not the count of cells above the sheet
      const gpt = await priceOf('gpt-4o')
      assert.equal(gpt?.input, '1.5')
      assert.equal(gpt.output, '30')
      assert.equal((await priceOf('gpt-4o-mini'))?.input, '0.25')
      await page.getByRole('tab', { name: /^Below cost/ }).click()
      await page.locator('tbody tr', { hasText: 'gpt-4o' }).getByText('below cost: Input').waitFor()
      await page.goto(`${url}/prices/gpt-4o`)
      await page.locator('.drawer').getByText('2 versions').waitFor()
      await page.locator('.drawer').getByRole('button', { name: '2 changes' }).click()
      await page.locator('.version-diff').getByText('$1.50').waitFor()
      await page.locator('.drawer').getByRole('button', { name: 'Change price' }).click()
      await page.getByRole('button', { name: 'Add a tier' }).click()
      await page.locator('.price-tier').getByLabel('Input').fill('3')
      await page.getByText('Sound, pictures, other units').click()
      await page.getByRole('button', { name: 'Add a size or quality' }).click()
      const picture = page.locator('.price-tier.picture')
      await picture.getByLabel('Size').fill('1024*1792')
      await picture.getByLabel('Quality').fill('very good')
      await picture.getByLabel('Each picture').fill('$0.12')
      await page.getByRole('button', { name: 'Review' }).click()
      await page.locator('.price-tier:not(.picture) [role=alert]').waitFor() // the API asks for the output, too
      await picture.getByText('must be a word such as hd or low').waitFor()
      await picture.getByLabel('Quality').fill('HD')
      await page.locator('.price-tier').getByLabel('Output').fill('60')
      await page.getByRole('button', { name: 'Review' }).click()
      await page.getByRole('button', { name: 'Apply 1 change' }).click()
      await page.locator('.drawer').getByText('3 versions').waitFor()
      await page.locator('.drawer dt', { hasText: 'Picture 1024x1792 hd' }).waitFor()
      const last = await priceOf('gpt-4o')
      assert.equal(last?.tiers[0]?.above_tokens, 200_000)
      assert.deepEqual(last.images, [{ size: '1024x1792', quality: 'hd', per_image: '0.12' }])
    },
  },
  {
    name: 'doctor: every part with its figures, every check, a full check',
    run: async (page) => {
      await page.goto(`${url}/doctor`)
      for (const part of ['Books', 'Journal', 'Database', 'Disk', 'Clock', 'Configuration', 'Channels', 'Audit log', 'Versions']) await page.locator('.parts').getByText(part, { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Check everything' }).click()
      await page.locator('.checks').getByText('Journal records are intact').waitFor()
      await page.locator('.parts li', { hasText: 'Audit log' }).getByText(/entries \d+/).waitFor()
      assert.equal(await page.locator('.checks li.bad').count(), 0)
      assert.equal(await page.locator('.parts .badge.bad').count(), 0)
      await page.locator('.books-card.good').waitFor()
    },
  },
]
