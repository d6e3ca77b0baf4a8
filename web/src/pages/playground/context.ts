// What all kinds of calls share: who pays, which models there are, which channel is asked, what was spent.
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'

import { api, get } from '../../api/client'
import { type Call, send, type Shot, unshot } from './call'

export const modes = ['chat', 'compare', 'images', 'audio', 'embeddings'] as const
export type Mode = (typeof modes)[number]

export type Context = {
  /** The token's key; "" while there is none. */
  token: string
  own: boolean
  models: string[]
  /** The only channel to ask; "" = as the routes say. */
  pin: string
  channelName: (id: string) => string
  servedBy: (model: string) => number
  spend: (cost: string | undefined) => void
  /** Payer and pin, which stand above the parameters of every kind. */
  payer: ReactNode
  spent: bigint
}

const tries = 6
const every = 500

export type Settled = { cost: string | undefined; channel: string | undefined }

/** The charge of a call and who answered it, from the log, which has them a moment after the answer. */
export async function settled(id: string, own: boolean): Promise<Settled> {
  for (let i = 0; i < tries; i++) {
    await new Promise((done) => setTimeout(done, every))
    const path = { params: { path: { id } } }
    if (own) {
      const call = await api.GET('/api/me/logs/{id}', path).catch(() => undefined)
      if (call?.data) return { cost: call.data.cost ?? undefined, channel: undefined }
    } else {
      const call = await api.GET('/api/logs/{id}', path).catch(() => undefined)
      if (call?.data) return { cost: call.data.cost ?? undefined, channel: call.data.channel_id || undefined }
    }
  }
  return { cost: undefined, channel: undefined }
}

/** The models that this person may ask, and how many channels serve each where that is known. */
export function useModels(own: boolean): { models: string[]; servedBy: (model: string) => number } {
  const all = useQuery({ queryKey: ['models'], enabled: !own, queryFn: () => get(api.GET('/api/models')) }).data
  const mine = useQuery({ queryKey: ['me', 'models'], enabled: own, queryFn: () => get(api.GET('/api/me/models')) }).data
  const models = own ? (mine?.items.filter((m) => m.available).map((m) => m.model) ?? []) : (all?.items.filter((m) => m.channels.some((c) => c.enabled)).map((m) => m.model) ?? [])
  return { models, servedBy: (model) => all?.items.find((m) => m.model === model)?.channels.filter((c) => c.enabled).length ?? 0 }
}

/** What the names of models that do one thing have in common. Nothing is hidden by it: the others come after. */
const usual: Record<string, RegExp> = {
  images: /image|dall-?e|imagen|flux|wanx|cogview|seedream|diffusion/i,
  speech: /tts|speech|voice/i,
  transcripts: /whisper|transcri|asr/i,
  embeddings: /embed|bge|m3e|gte-/i,
}
export const special = Object.values(usual)

export function likely(models: string[], kind: 'chat' | 'images' | 'speech' | 'transcripts' | 'embeddings'): string[] {
  const fits = (m: string) => (kind === 'chat' ? !special.some((x) => x.test(m)) && !/moderation|realtime|instruct$/.test(m) : usual[kind]?.test(m))
  return [...models.filter(fits), ...models.filter((m) => !fits(m))]
}

/** One call at a time that is answered at once. */
export function useShot({ token, own, spend }: Context): { shot: Shot | undefined; busy: boolean; run: (call: Call) => Promise<void>; stop: () => void } {
  const [shot, setShot] = useState<Shot>()
  const [running, setRunning] = useState<AbortController>()
  const serial = useRef(0)
  useEffect(() => () => running?.abort(), [running])
  const run = async (call: Call) => {
    const control = new AbortController()
    const me = ++serial.current
    setRunning(control)
    setShot(unshot)
    const got = await send(token, call, control.signal)
    if (me !== serial.current) return
    setShot(got)
    setRunning(undefined)
    if (!got.requestID) return
    const known = await settled(got.requestID, own)
    spend(known.cost ?? got.cost)
    if (me === serial.current) setShot({ ...got, cost: known.cost ?? got.cost, channel: known.channel })
  }
  return { shot, busy: running !== undefined, run, stop: () => running?.abort() }
}
