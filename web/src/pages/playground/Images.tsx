import { Download, ImagePlus, Square } from 'lucide-react'
import { useState } from 'react'

import { useSearch, useSetSearch } from '../../app/address'
import { count, duration } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { SelectField, TextField } from '../../ui/Form'
import { saveFile } from '../../ui/save'
import { type Call, given, number } from './call'
import { type Context, likely, useShot } from './context'
import { CallFacts, ModelSelect, Refused } from './Facts'
import { PlaygroundSide } from './Side'

type Picture = { b64_json?: string; url?: string; revised_prompt?: string }
type Answer = { data?: Picture[]; output_format?: string }

const sizes = ['', '1024x1024', '1024x1536', '1536x1024', '512x512', '1792x1024', '1024x1792'] as const
const qualities = ['', 'low', 'medium', 'high', 'standard', 'hd'] as const

export function Images({ context }: { context: Context }) {
  const search = useSearch()
  const setSearch = useSetSearch()
  const models = likely(context.models, 'images')
  const model = search.model || models[0] || ''
  const [prompt, setPrompt] = useState('')
  const [p, setParams] = useState({ size: '' as string, quality: '' as string, n: '' })
  const { shot, busy, run, stop } = useShot(context)
  const call: Call = { path: '/v1/images/generations', pin: context.pin, json: given({ model, prompt: prompt || t('play.examplePicture'), n: number(p.n), size: p.size, quality: p.quality }) }
  const answer = shot?.data as Answer | undefined
  const ready = prompt.trim() !== '' && context.token !== '' && model !== ''
  return (
    <div className="pg">
      <div className="pg-talk">
        <div className="pg-heads"><div className="row"><ModelSelect label={t('prices.model')} value={model} models={models} onChange={(m) => setSearch({ model: m })} /></div></div>
        <div className="pg-turns" aria-live="polite">
          {!shot && <div className="empty"><p>{context.token ? t('play.emptyPicture') : t('play.needKey')}</p></div>}
          {shot?.state === 'waiting' && <p className="i3" role="status">{t('play.waiting')}</p>}
          {shot && shot.state !== 'waiting' && (
            <div className="pg-answer">
              <ul className="pg-made">{answer?.data?.map((x, i) => <li key={i}><Made picture={x} format={answer.output_format ?? 'png'} n={i + 1} /></li>)}</ul>
              <Refused of={shot} />
              <CallFacts of={shot} facts={[model, t('play.took', { time: duration(shot.total) })]} context={context} />
            </div>
          )}
        </div>
        <form className="pg-ask" onSubmit={(e) => { e.preventDefault(); if (ready && !busy) void run(call) }}>
          <textarea className="input" rows={3} aria-label={t('play.describe')} placeholder={t('play.describe')} value={prompt} onChange={(e) => setPrompt(e.target.value)} />
          <div className="row"><span className="sp" />{busy ? <Button icon={Square} onClick={stop}>{t('play.stop')}</Button> : <Button kind="primary" type="submit" icon={ImagePlus} disabled={!ready}>{t('play.makePicture')}</Button>}</div>
        </form>
      </div>
      <PlaygroundSide context={context} shown={[{ name: model, call, raw: shot?.raw ?? '' }]}>
        <SelectField label={t('play.size')} value={p.size} onChange={(size) => setParams({ ...p, size })} choices={sizes.map((s): [string, string] => [s, s || t('play.unset')])} />
        <SelectField label={t('play.quality')} value={p.quality} onChange={(quality) => setParams({ ...p, quality })} choices={qualities.map((s): [string, string] => [s, s || t('play.unset')])} />
        <TextField label={t('play.howMany')} type="number" value={p.n} onChange={(n) => setParams({ ...p, n })} placeholder={t('play.unset')} />
      </PlaygroundSide>
    </div>
  )
}

/** A picture that came inside of the answer; of one that lies elsewhere only the address is shown. */
function Made({ picture: x, format, n }: { picture: Picture; format: string; n: number }) {
  if (!x.b64_json) return <p className="m sm pg-address">{x.url ?? t('play.nothing')}</p>
  const bytes = () => Uint8Array.from(atob(x.b64_json ?? ''), (c) => c.charCodeAt(0))
  return (
    <figure>
      <img src={`data:image/${format};base64,${x.b64_json}`} alt={x.revised_prompt ?? t('play.picture', { n: count(n) })} />
      <figcaption className="row sm i3"><span className="sp">{x.revised_prompt}</span><Button small icon={Download} onClick={() => saveFile(`image-${n}.${format}`, new Blob([bytes()]), `image/${format}`)}>{t('play.keep')}</Button></figcaption>
    </figure>
  )
}
