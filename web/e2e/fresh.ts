// A gateway on which nobody is yet: its address and the link that makes the first administrator.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const patience = 30_000

export type Fresh = { url: string; link: string; stop: () => Promise<void> }

export async function startFresh(): Promise<Fresh> {
  const dir = mkdtempSync(join(tmpdir(), 'burncloud-fresh-'))
  const env = { ...process.env, BURNCLOUD_LISTEN: '127.0.0.1:0', BURNCLOUD_DATA_DIR: dir, BURNCLOUD_ADMIN_TOKEN: '', BURNCLOUD_DRAIN: '1s', BURNCLOUD_DRAIN_GRACE: '0s' }
  const gateway = spawn(process.env.BURNCLOUD_BIN ?? 'burncloud', ['serve'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>((resolve) => gateway.once('exit', () => resolve()))
  const stop = async () => {
    gateway.kill('SIGTERM')
    await ended
    rmSync(dir, { recursive: true, force: true })
  }
  let said = ''
  const link = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no set-up link: ${said}`)), patience)
    gateway.stderr.on('data', (chunk: Buffer) => {
      said += String(chunk)
      const found = /http:\/\/\S+\/setup\?token=\S+(?=\s)/.exec(said)
      if (found) {
        clearTimeout(late)
        resolve(found[0])
      }
    })
    gateway.once('error', reject)
  }).catch(async (e: unknown) => {
    await stop()
    throw e
  })
  return { url: new URL(link).origin, link, stop }
}
