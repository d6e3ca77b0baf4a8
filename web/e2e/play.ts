// The playground: models side by side, what a model says as text and nothing else, each kind of call.
import assert from 'node:assert/strict'
import { type Page } from 'playwright-core'

import { rest, url } from './browser'
import type { Case } from './e2e'

const bad = (page: Page): Promise<unknown> => page.evaluate(() => (window as unknown as { bad?: number }).bad)

async function ready(page: Page, query: string): Promise<void> {
  await page.goto(`${url}/playground?${query}`)
  await page.getByRole('button', { name: 'Make one' }).click()
  await page.waitForFunction(() => (document.querySelector('.pg-side input[type=password]') as HTMLInputElement | null)?.value.startsWith('sk-'))
}

async function ask(page: Page, question: string): Promise<void> {
  await page.locator('.pg-ask textarea').fill(question)
  await page.keyboard.press('Enter')
}

/** What a model would say to whoever wants to run something in the reader's browser. */
const attacks = [
  '<script>window.bad=1</script>', '<img src=x onerror=window.bad=1>', '<svg onload=window.bad=1><svg/onload=window.bad=1>', '[press](javascript:window.bad=1)', '[x](JaVa\tScript:window.bad=1)',
  '![x](javascript:window.bad=1)', '![x](https://elsewhere.example/p.png)', '<https://a.example" onmouseover=window.bad=1>', '[x](https://a.example"onmouseover="window.bad=1)', '<a href="javascript:window.bad=1">y</a>',
  '```html\n<script>window.bad=1</script>\n```', '| <img src=x onerror=window.bad=1> | b |\n|---|---|\n| [z](data:text/html,<script>window.bad=1</script>) | c |', '<iframe srcdoc="<script>parent.bad=1</script>">', '[r]: javascript:window.bad=1\n[r]',
]

export const play: Case[] = [
  {
    name: 'playground: one talk in four dialects, each by its own front, shown raw and as code; kept in this browser, without keys',
    run: async (page) => {
      await ready(page, 'model=gpt-4o-mini')
      const sent: { path: string; headers: Record<string, string> }[] = []
      page.on('request', (r) => { if (r.method() === 'POST' && /^\/v1/.test(new URL(r.url()).pathname)) sent.push({ path: new URL(r.url()).pathname, headers: r.headers() }) })
      const tab = (name: string) => page.locator('.pg-side').getByRole('tab', { name, exact: true }).click()
      const way: [string, string, string, string, string][] = [
        ['anthropic', '/v1/messages', 'x-api-key', 'content_block_delta', 'from anthropic import Anthropic'],
        ['gemini', '/v1beta/models/gpt-4o-mini:streamGenerateContent', 'x-goog-api-key', 'usageMetadata', 'from google import genai'],
        ['responses', '/v1/responses', 'authorization', 'response.output_text.delta', 'client.responses.create('],
      ]
      for (const [i, [dialect, path, header, raw, code]] of way.entries()) {
        await tab('Parameters')
        await page.getByLabel('Dialect').selectOption(dialect)
        await ask(page, `in ${dialect}`)
        const answer = page.locator('.pg-turn').nth(i)
        await answer.getByText('answers in good order').waitFor()
        await answer.locator('.pg-facts b', { hasText: '$0.0' }).waitFor()
        assert.match((await answer.locator('.pg-facts').textContent()) ?? '', /[1-9]\d* in, [1-9]\d* out/)
        assert.equal(sent.at(-1)?.path, path)
        assert.match(sent.at(-1)?.headers[header] ?? '', /^(Bearer )?sk-/)
        await tab('Raw')
        await page.locator('.pg-side pre', { hasText: raw }).waitFor()
        await tab('Code')
        await page.locator('.pg-side').getByRole('button', { name: 'Python', exact: true }).click()
        await page.locator('.pg-side pre', { hasText: code }).waitFor()
      }
      const id = await page.locator('.pg-turn').first().locator('.pg-facts a').getAttribute('href')
      assert.equal((await rest('GET', `logs/${String(id).split('/').pop()}`)).dialect, 'anthropic')
      await tab('Talks')
      await page.getByLabel('Name of this talk').fill('three dialects')
      await page.getByRole('button', { name: 'Keep this talk' }).click()
      await page.locator('.pg-kept li', { hasText: 'three dialects' }).waitFor()
      await ask(page, 'one more')
      await page.locator('.pg-turn').nth(3).locator('.pg-facts b', { hasText: '$0.0' }).waitFor()
      const stored = () => page.evaluate(() => JSON.stringify({ ...localStorage }))
      assert.ok(!(await stored()).includes('sk-'), 'a key is stored')
      await page.goto(`${url}/playground?model=gpt-4o`)
      await tab('Talks')
      await page.locator('.pg-kept').getByRole('button', { name: 'three dialects', exact: true }).click()
      await page.locator('.pg-turn').nth(3).getByText('answers in good order').waitFor()
      assert.match(page.url(), /model=gpt-4o-mini.*dialect=responses/)
      await page.getByRole('button', { name: 'Delete all' }).click()
      await page.getByText('No talk is kept.').waitFor()
      assert.ok(!(await stored()).includes('talks'), 'something is left')
    },
  },
  {
    name: 'playground: three models side by side, each with its time, tokens and charge; one channel pinned',
    run: async (page) => {
      await ready(page, 'mode=compare&model=gpt-4o-mini&with=deepseek-reasoner,claude-sonnet-4-5')
      await ask(page, 'compare **this**')
      const sides = page.locator('.pg-sides > *')
      for (let i = 0; i < 3; i++) {
        await sides.nth(i).getByText('answers in good order').waitFor()
        await sides.nth(i).locator('.pg-facts b', { hasText: '$0.0' }).waitFor()
        assert.match((await sides.nth(i).locator('.pg-facts').textContent()) ?? '', /first token .*in, .*out.*\(simulated\)/)
      }
      assert.equal(await page.locator('.md strong', { hasText: 'this' }).count(), 3)
      await sides.nth(1).getByText('Thought for').waitFor()
      assert.notEqual(await page.locator('.pg-spent b').textContent(), '$0.00')
      await page.getByRole('tab', { name: 'Code' }).click()
      for (const [lang, has] of [['Python', 'client.chat.completions.create'], ['Node', 'new OpenAI('], ['Go', 'http.NewRequest'], ['curl', '/v1/chat/completions']] as const) {
        await page.locator('.pg-side').getByRole('button', { name: lang, exact: true }).click()
        await page.locator('.pg-side pre', { hasText: has }).waitFor()
      }
      const channels = (await rest('GET', 'channels?limit=50')).items as { id: string; name: string }[]
      const second = channels.find((c) => c.name.includes('second account'))
      await page.goto(`${url}/playground?model=gpt-4o-mini&channel=${second?.id}`)
      await page.getByRole('button', { name: 'Make one' }).click()
      await page.waitForFunction(() => (document.querySelector('.pg-side input[type=password]') as HTMLInputElement | null)?.value.startsWith('sk-'))
      await ask(page, 'who are you?')
      await page.locator('.pg-facts', { hasText: 'second account' }).waitFor()
    },
  },
  {
    name: 'playground: what a model answers is text, whatever it is',
    run: async (page) => {
      let said = ''
      await page.route('**/v1/chat/completions', (route) => route.fulfill({ json: { choices: [{ message: { content: said } }], usage: { prompt_tokens: 1, completion_tokens: 1 } } }))
      await ready(page, 'model=gpt-4o-mini')
      await page.getByLabel('Stream the answer').uncheck()
      for (const [i, attack] of [...attacks, attacks.join('\n\n')].entries()) {
        said = `Look:\n\n${attack}\n\n**end ${i}**`
        await ask(page, `${i}`)
        await page.locator('.md strong', { hasText: `end ${i}` }).waitFor()
      }
      await page.waitForTimeout(300)
      assert.equal(await bad(page), undefined)
      assert.equal(await page.locator('.md script, .md img, .md iframe, .md svg:not(.lucide), .md [onerror], .md [onmouseover]').count(), 0)
      for (const to of await page.locator('.md a').evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href))) assert.match(to, /^https:\/\/(a|elsewhere)\.example/)
      await page.unroute('**/v1/chat/completions')
      await page.getByLabel('Stream the answer').check()
      await ask(page, '<img src=x onerror=window.bad=1> [p](javascript:window.bad=1)') // the simulated model quotes it
      await page.locator('.pg-turn').last().getByText('answers in good order').waitFor()
      assert.equal(await bad(page), undefined)
    },
  },
  {
    name: 'playground: pictures, speech, a transcript, vectors, and words where a model cannot',
    run: async (page) => {
      await ready(page, 'mode=images&model=gpt-image-1')
      const go = (mode: string) => page.getByRole('group', { name: 'Kind of call' }).getByRole('button', { name: mode }).click()
      await page.locator('.pg-ask textarea').fill('a lighthouse')
      await page.getByRole('button', { name: 'Make pictures' }).click()
      await page.waitForFunction(() => (document.querySelector('.pg-made img') as HTMLImageElement | null)?.naturalWidth)
      await page.getByLabel('Model', { exact: true }).selectOption('deepseek-chat')
      await page.getByRole('button', { name: 'Make pictures' }).click()
      await page.getByRole('alert').getByText('is not served at').waitFor()
      await go('Audio')
      await page.locator('.pg-ask textarea').fill('hello')
      await page.getByRole('button', { name: 'Speak', exact: true }).click()
      await page.locator('.pg-answer audio').waitFor()
      await page.getByRole('button', { name: 'Transcript' }).click()
      await page.locator('.pg-ask input[type=file]').setInputFiles({ name: 'a.wav', mimeType: 'audio/wav', buffer: Buffer.alloc(4000) })
      await page.getByRole('button', { name: 'Write it down' }).click()
      await page.getByText('has heard 4000 bytes of a.wav').waitFor()
      await go('Embeddings')
      await page.locator('.pg-ask textarea').first().fill('one')
      await page.locator('.pg-ask textarea').nth(1).fill('one')
      await page.getByRole('button', { name: 'Embed', exact: true }).click()
      await page.locator('.pg-answer b', { hasText: '1.0000' }).waitFor()
    },
  },
]
