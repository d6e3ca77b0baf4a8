// A chat with any model, through the gateway itself, paid by a token like every other call. It stays in this tab's memory.
import { useQuery } from '@tanstack/react-query'
import { Brain, CornerDownLeft, KeyRound, RotateCcw, Square } from 'lucide-react'
import { Fragment, type KeyboardEvent, useEffect, useRef, useState } from 'react'

import { api, get } from '../../api/client'
import { useMe } from '../../app/me'
import { A, useSearch, useSetSearch } from '../../app/address'
import { callMoney, count, duration, nano } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Form'
import { Page } from '../../ui/Page'
import { say, sayError } from '../../ui/Toast'
import { type Answer, ask, bodyOf, type Message, type Params, unanswered } from './chat'
import { PlaygroundSide } from './Side'

type Turn = { question: string; model: string; answer: Answer }

const costTries = 6
const costEvery = 500

/** The charge of a call from the log, which has it a moment after the answer. */
async function costOf(id: string, own: boolean): Promise<string | undefined> {
  for (let i = 0; i < costTries; i++) {
    await new Promise((done) => setTimeout(done, costEvery))
    const path = { params: { path: { id } } }
    const call = await (own ? api.GET('/api/me/logs/{id}', path) : api.GET('/api/logs/{id}', path)).catch(() => undefined)
    if (call?.data?.cost != null) return call.data.cost
  }
  return undefined
}

function useModels(own: boolean): string[] {
  const all = useQuery({ queryKey: ['models'], enabled: !own, queryFn: () => get(api.GET('/api/models')) }).data
  const mine = useQuery({ queryKey: ['me', 'models'], enabled: own, queryFn: () => get(api.GET('/api/me/models')) }).data
  return own ? (mine?.items.filter((m) => m.available).map((m) => m.model) ?? []) : (all?.items.filter((m) => m.channels.some((c) => c.enabled)).map((m) => m.model) ?? [])
}

/** The key that pays; in memory only, so that a reload forgets it. */
const kept = { key: '' }

function Payer({ value, onChange, own }: { value: string; onChange: (key: string) => void; own: boolean }) {
  const make = async () => {
    try {
      const body = { name: t('play.tokenName'), expires_at: new Date(Date.now() + 86_400_000).toISOString() }
      const made = own ? await get(api.POST('/api/me/tokens', { body: body as never })) : await get(api.POST('/api/tokens', { body: { ...body, unlimited: true, enabled: true } as never }))
      onChange(made.key ?? '')
      say(t('play.made'))
    } catch (e) {
      sayError(e)
    }
  }
  return (
    <Field label={t('play.key')} hint={t('play.keyHint')}>
      {(id, described) => (
        <span className="with">
          <input id={id} type="password" className="input m" autoComplete="off" spellCheck={false} placeholder={'sk-…'} value={value} aria-describedby={described} onChange={(e) => onChange(e.target.value.trim())} />
          <Button icon={KeyRound} onClick={make}>{t('play.make')}</Button>
        </span>
      )}
    </Field>
  )
}

const initial: Params = { model: '', system: '', temperature: '', top_p: '', max_tokens: '', effort: '', stream: true }

export function Playground() {
  const own = useMe()?.role === 'user'
  const search = useSearch()
  const setSearch = useSetSearch()
  const models = useModels(own)
  const [params, setParams] = useState(initial)
  const [key, setKey] = useState(kept.key)
  const [turns, setTurns] = useState<Turn[]>([])
  const [draft, setDraft] = useState('')
  const [running, setRunning] = useState<AbortController>()
  const end = useRef<HTMLDivElement>(null)
  const model = search.model || models[0] || ''
  const history: Message[] = turns.flatMap((x): Message[] => [{ role: 'user', content: x.question }, ...(x.answer.text ? [{ role: 'assistant' as const, content: x.answer.text }] : [])])
  const body = bodyOf({ ...params, model }, [...history, { role: 'user', content: draft || t('play.example') }])
  const last = turns.at(-1)?.answer
  const spent = turns.reduce((n, x) => n + (nano(x.answer.cost ?? '0') ?? 0n), 0n)
  const useKey = (k: string) => { kept.key = k; setKey(k) }
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' })
  }, [turns])
  useEffect(() => () => running?.abort(), [running])
  const send = async () => {
    const question = draft.trim()
    if (!question || running || !key || !model) return
    const stop = new AbortController()
    const at = turns.length
    const put = (answer: Answer) => setTurns((old) => old.map((x, i) => (i === at ? { ...x, answer } : x)))
    setTurns((old) => [...old, { question, model, answer: unanswered }])
    setDraft('')
    setRunning(stop)
    const answer = await ask(key, bodyOf({ ...params, model }, [...history, { role: 'user', content: question }]), stop.signal, put)
    setRunning(undefined)
    if (answer.requestID && answer.cost === undefined) put({ ...answer, cost: await costOf(answer.requestID, own) })
  }
  const onKey = (e: KeyboardEvent) => {
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey || !e.shiftKey) && !e.nativeEvent.isComposing) { e.preventDefault(); void send() }
    if (e.key === 'Escape' && running) running.abort()
    if (e.key === 'ArrowUp' && !draft && turns.length > 0) setDraft(turns.at(-1)?.question ?? '')
  }
  return (
    <Page
      fixed title={t('nav.playground')}
      after={
        <select className="input pg-model m" aria-label={t('prices.model')} value={model} onChange={(e) => setSearch({ model: e.target.value })}>
          {[...new Set([...(model ? [model] : []), ...models])].map((m) => <option key={m}>{m}</option>)}
        </select>
      }
      actions={turns.length > 0 && <Button icon={RotateCcw} onClick={() => { running?.abort(); setTurns([]) }}><span className="no-phone">{t('play.over')}</span></Button>}
    >
      <div className="pg">
        <div className="pg-talk">
          <div className="pg-turns" aria-live="polite">
            {turns.length === 0 && <div className="empty"><p>{key ? t('play.empty') : t('play.needKey')}</p></div>}
            {turns.map((x, i) => <TurnView key={i} turn={x} own={own} />)}
            <div ref={end} />
          </div>
          <div className="pg-ask">
            <textarea className="input" rows={3} aria-label={t('play.ask')} placeholder={t('play.ask')} value={draft} onChange={(e) => setDraft(e.target.value)} onKeyDown={onKey} />
            <div className="row">
              <span className="i3 sm sp">{t('play.keys')}</span>
              {running ? <Button icon={Square} onClick={() => running.abort()}>{t('play.stop')}</Button> : <Button kind="primary" icon={CornerDownLeft} disabled={!draft.trim() || !key || !model} onClick={() => void send()}>{t('play.send')}</Button>}
            </div>
          </div>
        </div>
        <PlaygroundSide params={params} set={(change) => setParams((old) => ({ ...old, ...change }))} body={body} last={last} spent={spent} payer={<Payer value={key} onChange={useKey} own={own} />} />
      </div>
    </Page>
  )
}

/** Text with its fenced code set apart. */
function Text({ text }: { text: string }) {
  return text.split(/^```[^\n]*\n?/m).map((part, i) => (i % 2 ? <pre key={i} className="code">{part.replace(/\n$/, '')}</pre> : <Fragment key={i}>{part}</Fragment>))
}

function TurnView({ turn: { question, model, answer: a }, own }: { turn: Turn; own: boolean }) {
  const speed = a.tokens && a.total > a.first + 50 && a.first > 0 ? Math.round(a.tokens.out / ((a.total - a.first) / 1000)) : 0
  const facts = [
    model,
    a.first > 0 && t('play.first', { time: duration(a.first) }),
    a.tokens && t('play.tokens', { in: count(a.tokens.in), out: count(a.tokens.out) }),
    speed > 0 && t('play.speed', { n: count(speed) }),
    a.state === 'stopped' && t('play.stopped'),
  ].filter(Boolean)
  const over = a.state !== 'waiting' && a.state !== 'running'
  return (
    <>
      <div className="pg-question read">{question}</div>
      <div className="pg-answer">
        {a.thinking && <details><summary><Brain className="s" /> {t('play.thought', { time: duration(a.thought) })}{a.tokens && a.tokens.reasoning > 0 && <span className="i3"> {t('play.thoughtTokens', { n: count(a.tokens.reasoning) })}</span>}</summary><p className="i2 pg-thinking">{a.thinking}</p></details>}
        <div className="read pg-text"><Text text={a.text} />{!over && <i className="pg-cursor" />}</div>
        {a.error && <p className="note bad">{a.status > 0 && `${a.status} `}{a.error}</p>}
        {over && (
          <p className="row sm i3 n">
            {facts.join(' · ')}{a.cost !== undefined && <b>{callMoney(a.cost)}</b>}
            {a.requestID && <A className="lk" to={`${own ? '/my' : ''}/logs/${a.requestID}`}>{t('play.open')}</A>}
          </p>
        )}
      </div>
    </>
  )
}
