// How long the overview takes in a browser: milliseconds from the request to its first figures, one line for each range.
import { adminToken, desktop, launch, open, url } from './browser'

const times = 3
const browser = await launch()
const faults: string[] = []

/** The median of some visits of an address by a browser that was there before: its files are kept, its data are not. */
async function median(path: string): Promise<number> {
  const { context, page } = await open(browser, desktop, adminToken, faults)
  await page.goto(`${url}/login`)
  const all: number[] = []
  for (let i = 0; i < times; i++) {
    await page.goto(`${url}/icon.svg`)
    const begin = Date.now()
    await page.goto(url + path, { waitUntil: 'commit' })
    await page.locator('.tiles.six .tile .fig').first().waitFor()
    await page.locator('.chartcard svg, .chartcard canvas').first().waitFor()
    all.push(Date.now() - begin)
  }
  await context.close()
  return all.sort((a, b) => a - b)[Math.floor(times / 2)] ?? 0
}

await median('/') // the browser warms up
for (const range of ['1h', '24h', '7d', '30d']) console.log(`${await median(`/?range=${range}`)} overview, ${range}`)
await browser.close()
for (const fault of faults) console.error(fault)
process.exit(faults.length > 0 ? 1 : 0)
