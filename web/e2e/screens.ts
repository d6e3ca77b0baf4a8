// Pictures of every page in both languages and themes, and on a phone: web/screens/NAME-WIDTH-THEME-LANG.png.
import { mkdirSync } from 'node:fs'

import { adminToken, launch, type Look, open, url } from './browser'
import { enter, makePerson, own, paths } from './pages'

const shots = [...(await paths()), ...own]
await makePerson()
const only = process.argv.slice(2)
const looks: Look[] = [
  ...(['light', 'dark'] as const).flatMap((theme) => (['en', 'zh'] as const).map((lang) => ({ theme, lang, width: 1440, height: 900 }))),
  { theme: 'light', lang: 'en', width: 390, height: 844 },
  { theme: 'dark', lang: 'zh', width: 390, height: 844 },
]

mkdirSync('screens', { recursive: true })
const browser = await launch()
const faults: string[] = []
const left = looks.flatMap((look) => shots.filter((s) => only.length === 0 || only.includes(s.name)).map((shot) => ({ look, shot })))

async function lane(): Promise<void> {
  for (let next = left.shift(); next; next = left.shift()) {
    const { look, shot } = next
    const { context, page } = await open(browser, look, shot.anybody || shot.mine ? '' : adminToken, faults)
    if (shot.mine) await enter(context)
    await page.goto(url + shot.path)
    await page.waitForTimeout(1000) // a page with a stream is never idle
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    if (wide > look.width) faults.push(`${shot.path} is ${wide} px wide on ${look.width}`)
    await page.screenshot({ path: `screens/${shot.name}-${look.width}-${look.theme}-${look.lang}.png` })
    await context.close()
  }
}

await Promise.all([lane(), lane(), lane()])
await browser.close()
for (const fault of faults) console.error(fault)
process.exit(faults.length > 0 ? 1 : 0)
