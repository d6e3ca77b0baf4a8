import { Square, Waypoints } from 'lucide-react'
import { useState } from 'react'

import { useSearch, useSetSearch } from '../../app/address'
import { count, duration } from '../../format'
import { t } from '../../i18n'
import { Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { AreaField, TextField } from '../../ui/Form'
import { type Call, given, number } from './call'
import { type Context, likely, useShot } from './context'
import { CallFacts, ModelSelect, Refused } from './Facts'
import { PlaygroundSide } from './Side'
import { lengthOf, similarity, type Vectors, vectorsOf } from './vector'

const head = 8

export function Embeddings({ context }: { context: Context }) {
  const search = useSearch()
  const setSearch = useSetSearch()
  const models = likely(context.models, 'embeddings')
  const model = search.model || models[0] || ''
  const [texts, setTexts] = useState(['', ''])
  const [dimensions, setDimensions] = useState('')
  const { shot, busy, run, stop } = useShot(context)
  const input = texts.map((x) => x.trim()).filter(Boolean)
  const call: Call = { path: '/v1/embeddings', pin: context.pin, json: given({ model, input: input.length > 0 ? input : [t('play.example')], dimensions: number(dimensions), encoding_format: 'float' }) }
  const ready = input.length > 0 && context.token !== '' && model !== ''
  const set = (at: number) => (value: string) => setTexts(texts.map((x, i) => (i === at ? value : x)))
  return (
    <div className="pg">
      <div className="pg-talk">
        <div className="pg-heads"><div className="row"><ModelSelect label={t('prices.model')} value={model} models={models} onChange={(m) => setSearch({ model: m })} /></div></div>
        <div className="pg-turns" aria-live="polite">
          {!shot && <div className="empty"><p>{context.token ? t('play.emptyVectors') : t('play.needKey')}</p></div>}
          {shot?.state === 'waiting' && <p className="i3" role="status">{t('play.waiting')}</p>}
          {shot && shot.state !== 'waiting' && (
            <div className="pg-answer">
              <Found vectors={vectorsOf(shot.data as Vectors | undefined)} />
              <Refused of={shot} />
              <CallFacts of={shot} facts={[model, t('play.took', { time: duration(shot.total) }), tokens(shot.data as Vectors | undefined)]} context={context} />
            </div>
          )}
        </div>
        <form className="pg-ask" onSubmit={(e) => { e.preventDefault(); if (ready && !busy) void run(call) }}>
          <div className="two-fields">
            <AreaField label={t('play.firstText')} rows={3} value={texts[0] ?? ''} onChange={set(0)} />
            <AreaField label={t('play.secondText')} rows={3} optional value={texts[1] ?? ''} onChange={set(1)} />
          </div>
          <div className="row"><span className="sp" />{busy ? <Button icon={Square} onClick={stop}>{t('play.stop')}</Button> : <Button kind="primary" type="submit" icon={Waypoints} disabled={!ready}>{t('play.embed')}</Button>}</div>
        </form>
      </div>
      <PlaygroundSide context={context} shown={[{ name: model, call, raw: shot?.raw ?? '' }]}>
        <TextField label={t('play.dimensions')} type="number" value={dimensions} onChange={setDimensions} placeholder={t('play.unset')} />
      </PlaygroundSide>
    </div>
  )
}

const tokens = (v: Vectors | undefined): string | false => v?.usage?.prompt_tokens !== undefined && t('play.tokensIn', { n: count(v.usage.prompt_tokens) })

function Found({ vectors }: { vectors: number[][] }) {
  const [a, b] = vectors
  const alike = a && b ? similarity(a, b) : undefined
  return (
    <>
      {alike !== undefined && <p className="read">{t('play.alike')} <b className="n">{alike.toFixed(4)}</b> <meter min={-1} max={1} value={alike} aria-label={t('play.alike')} /></p>}
      {vectors.map((v, i) => (
        <Panel key={i} title={t('play.vector', { n: count(i + 1) })} note={t('play.numbers', { n: count(v.length) })}>
          <p className="panel-in m sm pg-address">{v.slice(0, head).map((x) => x.toFixed(6)).join(', ')}{v.length > head && ', …'}<br /><span className="i3">{t('play.norm', { n: lengthOf(v).toFixed(4) })}</span></p>
        </Panel>
      ))}
    </>
  )
}
