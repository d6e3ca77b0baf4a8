// A talk with one model, or with up to four at once: one prompt, an answer of each.
import { CornerDownLeft, Download, Plus, RotateCcw, Square, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'

import { useSearch, useSetSearch } from '../../app/address'
import { useMe } from '../../app/me'
import { count } from '../../format'
import { t } from '../../i18n'
import { Seg, Tabs } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { AreaField, CheckField, SelectField, TextField } from '../../ui/Form'
import { AnswerView } from './AnswerView'
import { Attach, attach, pastedFiles, Pictures } from './Attach'
import { chatCall, historyOf, type Params, said } from './chat'
import { type Context, likely } from './context'
import { type Dialect, dialects } from './dialects'
import { ModelSelect } from './Facts'
import { keep, type Kept, keptTalks } from './kept'
import { KeptTab } from './KeptTab'
import { PlaygroundSide } from './Side'
import { useTalk } from './turns'

const most = 4

/** The dialect of the talk, from the address. */
function useDialect(): [Dialect, (d: Dialect) => void] {
  const search = useSearch()
  const setSearch = useSetSearch()
  return [dialects.find((d) => d === search.dialect) ?? 'openai', (d) => setSearch({ dialect: inAddress(d) })]
}

const inAddress = (d: Dialect): string | undefined => (d === 'openai' ? undefined : d)

/** The talks that this person keeps. The one that is open is written again whenever its answers are there. */
function useKept(now: Omit<Kept, 'id' | 'name' | 'at'>, busy: boolean) {
  const person = useMe()?.id ?? ''
  const [all, setAll] = useState(() => keptTalks(person))
  const [open, setOpen] = useState<Kept>()
  const { turns } = now
  useEffect(() => {
    if (!open || busy || turns.length === 0 || turns === open.turns) return
    const talk = { ...open, ...now, at: new Date().toISOString() }
    try {
      setAll(keep(person, talk))
      setOpen(talk)
    } catch {
      setOpen(undefined) // no room: the tab says so when it is kept by hand
    }
  }, [open, busy, turns, now, person])
  return { person, all, setAll, open, setOpen }
}

/** The models of the talk, from the address; without any, the likeliest. A kept talk brings its dialect along. */
function useSides(context: Context, compare: boolean): [string[], (sides: string[], dialect?: Dialect) => void] {
  const search = useSearch()
  const setSearch = useSetSearch()
  const listed = likely(context.models, 'chat')
  const first = search.model || listed[0] || ''
  if (!compare) return [[first], ([model], dialect) => setSearch({ model, ...(dialect && { dialect: inAddress(dialect) }) })]
  const others = search.with?.split(',').filter(Boolean) ?? [listed.find((m) => m !== first) ?? first]
  return [[first, ...others].slice(0, most), ([model, ...rest], dialect) => setSearch({ model, with: rest.join(','), ...(dialect && { dialect: inAddress(dialect) }) })]
}

export function Talk({ context, compare }: { context: Context; compare: boolean }) {
  const [models, setModels] = useSides(context, compare)
  const [params, setParams] = useState<Params>({ system: '', temperature: '', top_p: '', max_tokens: '', effort: '', stream: true })
  const [draft, setDraft] = useState('')
  const [images, setImages] = useState<string[]>([])
  const [at, setAt] = useState('0')
  const [dialect, setDialect] = useDialect()
  const talk = useTalk(context, dialect, params, compare ? 'compare' : 'chat')
  const { turns, busy } = talk
  const now = { dialect, params, compare, turns }
  const kept = useKept(now, busy)
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' })
  }, [turns])
  const ready = draft.trim() !== '' && !busy && context.token !== '' && models.every(Boolean)
  const send = () => {
    if (!ready) return
    setDraft('')
    setImages([])
    void talk.ask(draft.trim(), images, models)
  }
  const onKey = (e: KeyboardEvent) => {
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey || !e.shiftKey) && !e.nativeEvent.isComposing) { e.preventDefault(); send() }
    if (e.key === 'Escape' && busy) talk.stop()
    if (e.key === 'ArrowUp' && !draft && turns.length > 0) setDraft(turns.at(-1)?.question ?? '')
  }
  const shown = models.map((model, side) => ({
    name: model, raw: turns.at(-1)?.answers[side]?.raw ?? '',
    call: chatCall(dialect, model, params, [...historyOf(turns, model, side), said(draft || t('play.example'), images)], context.pin),
  }))
  return (
    <div className="pg">
      <div className="pg-talk">
        <Heads models={models} compare={compare} context={context} onChange={setModels} at={at} onAt={setAt} />
        <div className={`pg-turns${compare ? ' many' : ''}`} aria-live="polite">
          {turns.length === 0 && <div className="empty"><p>{context.token ? t('play.empty') : t('play.needKey')}</p></div>}
          {turns.map((x, i) => (
            <div key={i} className="pg-turn">
              <div className="pg-question read">{x.question}<Pictures images={x.images} /></div>
              <div className="pg-sides" style={{ '--sides': x.models.length } as never}>
                {x.answers.map((a, side) => <div key={side} className={String(side) === at ? 'at' : undefined}><AnswerView model={x.models[side] ?? ''} answer={a} context={context} onStop={() => talk.stop(side)} /></div>)}
              </div>
            </div>
          ))}
          <div ref={end} />
        </div>
        <div className="pg-ask">
          <Pictures images={images} onChange={setImages} />
          <textarea className="input" rows={3} aria-label={t('play.ask')} placeholder={compare ? t('play.askAll') : t('play.ask')} value={draft} onChange={(e) => setDraft(e.target.value)} onKeyDown={onKey} onPaste={(e) => { const files = pastedFiles(e); if (files.length > 0) { e.preventDefault(); void attach(files, images).then(setImages) } }} />
          <div className="row">
            <Attach images={images} onChange={setImages} />
            <span className="i3 sm sp">{t('play.keys')}</span>
            {turns.length > 0 && !busy && <><Button icon={Download} label={t('play.export')} onClick={talk.save} /><Button icon={RotateCcw} onClick={() => { talk.clear(); kept.setOpen(undefined) }}><span className="no-phone">{t('play.over')}</span></Button></>}
            {busy ? <Button icon={Square} onClick={() => talk.stop()}>{compare ? t('play.stopAll') : t('play.stop')}</Button> : <Button kind="primary" icon={CornerDownLeft} disabled={!ready} onClick={send}>{t('play.send')}</Button>}
          </div>
        </div>
      </div>
      <PlaygroundSide
        context={context} shown={shown}
        kept={<KeptTab person={kept.person} now={now} open={kept.open} all={kept.all.filter((k) => k.compare === compare)} setAll={kept.setAll} onOpen={(k) => { kept.setOpen(k); if (k && k.turns !== turns) { talk.open(k.turns); setParams(k.params); setModels(k.turns.at(-1)?.models ?? models, k.dialect) } }} />}
      ><SelectField label={t('play.dialect')} hint={t('play.dialectHint')} value={dialect} onChange={setDialect} choices={dialects.map((d) => [d, t(`play.dialect.${d}`)])} /><Parameters p={params} set={(change) => setParams((old) => ({ ...old, ...change }))} /></PlaygroundSide>
    </div>
  )
}

type HeadsProps = { models: string[]; compare: boolean; context: Context; onChange: (models: string[]) => void; at: string; onAt: (side: string) => void }

/** Which model is on which side. */
function Heads({ models, compare, context, onChange, at, onAt }: HeadsProps) {
  const listed = likely(context.models, 'chat')
  const change = (side: number, model: string) => onChange(models.map((m, i) => (i === side ? model : m)))
  return (
    <>
      <div className="pg-heads">
        {models.map((m, side) => (
          <div key={side} className={compare && String(side) !== at ? 'row off' : 'row'}>
            <ModelSelect label={compare ? t('play.side', { n: count(side + 1) }) : t('prices.model')} value={m} models={listed} onChange={(model) => change(side, model)} />
            {models.length < 3 && context.servedBy(m) > 0 && <span className="i3 sm el">{t('prices.servedBy', { n: count(context.servedBy(m)) })}</span>}
            {models.length > 2 && <Button small kind="ghost" icon={X} label={t('play.without', { model: m })} onClick={() => onChange(models.filter((_, i) => i !== side))} />}
          </div>
        ))}
        {compare && models.length < most && <Button small icon={Plus} onClick={() => onChange([...models, listed.find((m) => !models.includes(m)) ?? models[0] ?? ''])}>{t('play.another')}</Button>}
      </div>
      {compare && <div className="only-phone-block"><Tabs label={t('prices.model')} value={at} onChange={onAt} choices={models.map((m, i) => ({ id: String(i), label: m }))} /></div>}
    </>
  )
}

function Parameters({ p, set }: { p: Params; set: (change: Partial<Params>) => void }) {
  return (
    <>
      <AreaField label={t('play.system')} rows={3} optional value={p.system} onChange={(system) => set({ system })} />
      <div className="field">
        <span>{t('play.effort')}</span>
        <Seg label={t('play.effort')} value={p.effort} onChange={(effort) => set({ effort })} choices={(['', 'none', 'low', 'medium', 'high'] as const).map((id) => ({ id, label: id ? t(`play.effort.${id}`) : t('play.unset') }))} />
      </div>
      <div className="two-fields">
        <TextField label={t('play.temperature')} value={p.temperature} onChange={(temperature) => set({ temperature })} placeholder={t('play.unset')} />
        <TextField label={t('play.topP')} value={p.top_p} onChange={(top_p) => set({ top_p })} placeholder={t('play.unset')} />
      </div>
      <TextField label={t('play.most')} type="number" value={p.max_tokens} onChange={(max_tokens) => set({ max_tokens })} placeholder={t('play.unset')} />
      <CheckField label={t('play.stream')} value={p.stream} onChange={(stream) => set({ stream })} />
    </>
  )
}
