// The turns of a talk: asked of all its models at the same time, each answer by itself. They stay in the memory of this browser.
import { useEffect, useRef, useState } from 'react'

import { type Answer, ask, chatCall, historyOf, isOver, type Params, said, type Turn, unanswered } from './chat'
import { saveFile } from '../../ui/save'
import { type Context, settled } from './context'
import type { Dialect } from './dialects'

export type Talking = {
  turns: Turn[]
  busy: boolean
  ask: (question: string, images: string[], models: string[]) => Promise<void>
  /** Stops one side, or all. */
  stop: (side?: number) => void
  clear: () => void
  /** Goes on with turns that were kept. */
  open: (turns: Turn[]) => void
  save: () => void
}

export function useTalk(context: Context, dialect: Dialect, params: Params, name: string): Talking {
  const [turns, setTurns] = useState<Turn[]>([])
  const running = useRef<AbortController[]>([])
  useEffect(() => () => running.current.forEach((c) => c.abort()), [])
  const put = (at: number, side: number, answer: Answer) => setTurns((old) => old.map((x, i) => (i === at ? { ...x, answers: x.answers.map((a, k) => (k === side ? answer : a)) } : x)))
  const one = async (at: number, side: number, model: string, question: string, images: string[]) => {
    const control = running.current[side] as AbortController
    const call = chatCall(dialect, model, params, [...historyOf(turns, model, side), said(question, images)], context.pin)
    const answer = await ask(context.token, call, control.signal, (a) => put(at, side, a))
    if (!answer.requestID) return
    const known = await settled(answer.requestID, context.own)
    const cost = known.cost ?? answer.cost
    context.spend(cost)
    put(at, side, { ...answer, cost, channel: known.channel })
  }
  return {
    turns,
    busy: turns.some((x) => !x.answers.every(isOver)),
    ask: async (question, images, models) => {
      running.current = models.map(() => new AbortController())
      setTurns((old) => [...old, { question, images, models, answers: models.map(() => unanswered) }])
      await Promise.all(models.map((model, side) => one(turns.length, side, model, question, images)))
    },
    stop: (side) => running.current.forEach((c, i) => (side === undefined || i === side) && c.abort()),
    clear: () => { running.current.forEach((c) => c.abort()); setTurns([]) },
    open: (kept) => { running.current.forEach((c) => c.abort()); setTurns(kept) },
    save: () => saveFile(`${name}.json`, JSON.stringify({ dialect, params, turns: turns.map(({ answers, ...x }) => ({ ...x, answers: answers.map(({ raw: _raw, ...a }) => a) })) }, null, 2), 'application/json'),
  }
}
