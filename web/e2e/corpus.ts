// Two hundred texts that somebody would like to run in an operator's browser, wherever others can write: names of channels, models,
// tokens and codes, the message of an upstream, the notice. Row S9 of the tests of security.
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { rest, token, url } from './browser'
import type { Case } from './e2e'

const ways = [
  '<script>bad=1</script>', '<img src=x onerror=bad=1>', '<svg onload=bad=1>', '<svg><script>bad=1</script></svg>', '<body onload=bad=1>', '<iframe src=javascript:parent.bad=1>',
  '<iframe srcdoc="<script>parent.bad=1</script>">', '<a href=javascript:bad=1 autofocus onfocus=bad=1>x</a>', '<details open ontoggle=bad=1>', '<video><source onerror=bad=1>', '<audio src=x onerror=bad=1>',
  '<input autofocus onfocus=bad=1>', '<select autofocus onfocus=bad=1>', '<math><a xlink:href=javascript:bad=1>x', '<object data=javascript:bad=1>', '<embed src=javascript:bad=1>', '<base href=javascript:bad=1//>',
  '<style>@import"javascript:bad=1"</style>', '<style onload=bad=1></style>', '<link rel=stylesheet href=javascript:bad=1>', '<meta http-equiv=refresh content="0;url=javascript:bad=1">',
  'javascript:bad=1', '{{constructor.constructor("bad=1")()}}', '${bad=1}', '<template><img src=x onerror=bad=1></template>',
]
const before = ['', '">', "'>", '</script>', '</textarea>', '-->', '`>', ']]>']
const texts = before.flatMap((b) => ways.map((w) => b + w))

/** An upstream that refuses each call with the model's name. */
async function refusing(): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      const { model } = JSON.parse(body || '{}') as { model?: string }
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message: `refused: ${model}`, type: 'invalid_request_error', code: model } }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` }
}

/** A few at a time. */
async function each<T>(list: T[], act: (x: T, i: number) => Promise<void>): Promise<void> {
  const left = [...list.entries()]
  const lane = async () => {
    for (let x = left.shift(); x; x = left.shift()) await act(x[1], x[0])
  }
  await Promise.all(Array.from({ length: 8 }, lane))
}

const idOf = (x: Record<string, unknown>) => String((x as { id: string }).id)

export const corpus: Case[] = [
  {
    name: `what others wrote is text: ${texts.length} texts in channels, models, tokens, codes, calls, errors and the notice`,
    run: async (page) => {
      assert.equal(new Set(texts).size, 200)
      const { server, address } = await refusing()
      const user = ((await rest('GET', 'users?limit=1')).items as { id: string }[])[0]?.id
      const channels: string[] = []
      const tokens: string[] = []
      await each(texts, async (text, i) => {
        channels[i] = idOf(await rest('POST', 'channels', { name: `${text} ${i}`, provider: 'custom', base_url: address, keys: ['k'], models: [text], tags: [text.replace(/\s/g, '').slice(0, 40)], priority: 1000 }))
        await rest('POST', 'prices', { model: text, input: '1', output: '1' })
        tokens[i] = idOf(await rest('POST', 'tokens', { name: `${text} ${i}`, user_id: user }))
        const call = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ model: text, messages: [{ role: 'user', content: text }] }) })
        const said = await call.text()
        assert.ok(call.status === 400 && said.includes('refused: '), `${call.status} ${said}`)
      })
      await rest('POST', 'redemptions', { name: texts[1], amount: '1', count: 1 })
      await rest('PUT', 'settings/notice', { text: texts.slice(0, 5).join(' '), tone: 'info' })
      await new Promise((resolve) => setTimeout(resolve, 500)) // until the calls are in the log
      const failed = (await rest('GET', 'logs?limit=200&status=400')).items as { id: string; error_message: string }[]
      assert.ok(failed.filter((c) => c.error_message.includes('refused: ')).length >= 199, `${failed.length} calls in the log`)
      const seen = [
        '/channels', `/channels/${channels[0]}`, `/channels/${channels[30]}/edit`, '/routes', `/routes/${encodeURIComponent(texts[1] ?? '')}`, '/tokens', `/tokens/${tokens[7]}`, '/logs', '/logs?status=400',
        `/logs/${failed[0]?.id}`, `/logs/${failed[90]?.id}`, '/usage?by=model', '/codes', '/prices', '/audit', '/', '/playground', '/settings/notice',
      ]
      for (const path of seen) {
        await page.goto(url + path)
        await page.locator('main h1').first().waitFor()
        await page.waitForTimeout(150)
        for (let y = 0; y < 4; y++) await page.mouse.wheel(0, 4000)
        assert.equal(await page.evaluate(() => (window as unknown as { bad?: number }).bad), undefined, path)
        assert.equal(await page.locator('script:not([src]), iframe, object, embed, base, img[src="x"], main svg[onload]').count(), 0, path)
      }
      await rest('PUT', 'settings/notice', { text: '', tone: 'info' })
      for (let i = 0; i < channels.length; i += 100) await rest('POST', 'channels/bulk', { action: 'delete', ids: channels.slice(i, i + 100) })
      await each(tokens, async (id) => void (await rest('DELETE', `tokens/${id}`)))
      server.close()
      console.log(`S9: ${texts.length} texts on ${seen.length} pages, 0 executed`)
    },
  },
]
