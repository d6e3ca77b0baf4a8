// What axe finds on pages.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type Page } from 'playwright-core'

import { desktop, open, url } from './browser'

const axe = readFileSync(createRequire(`${process.cwd()}/package.json`).resolve('axe-core/axe.min.js'), 'utf8')
const settle = 700

type Violation = { id: string; impact: string | null; nodes: { target: string[] }[] }

/** What axe finds on the page as it is. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] }).then(r => r.violations)")) as Violation[]
  return found.map((v) => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`)
}

export type Visit = { path: string; theme: 'light' | 'dark'; signedIn: string }

/** Visits pages, a few at a time; what axe finds on them goes to `faults`. */
export async function visitAll(browser: Browser, visits: Visit[], faults: string[], lanes = 2): Promise<void> {
  const left = [...visits]
  const lane = async () => {
    for (let v = left.shift(); v; v = left.shift()) {
      const { context, page } = await open(browser, { ...desktop, theme: v.theme }, v.signedIn, faults)
      await page.goto(url + v.path)
      await page.waitForTimeout(settle)
      for (const found of await findings(page)) faults.push(`axe ${v.path} ${v.theme}: ${found}`)
      await context.close()
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
