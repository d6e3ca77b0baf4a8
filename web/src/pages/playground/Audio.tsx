// Speech out of a text, and a text out of speech.
import { AudioLines, Download, FileAudio, Square } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'

import { useSearch, useSetSearch } from '../../app/address'
import { bytes, duration } from '../../format'
import { t } from '../../i18n'
import { Seg } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Field, SelectField, TextField } from '../../ui/Form'
import { saveFile } from '../../ui/save'
import { type Call, given, number } from './call'
import { type Context, likely, useShot } from './context'
import { CallFacts, ModelSelect, Refused } from './Facts'
import { PlaygroundSide } from './Side'

const kinds = ['speech', 'transcripts'] as const

export function Audio({ context }: { context: Context }) {
  const search = useSearch()
  const setSearch = useSetSearch()
  const kind = kinds.find((k) => k === search.kind) ?? 'speech'
  const models = likely(context.models, kind)
  const model = search.model || models[0] || ''
  const head = (
    <div className="pg-heads">
      <div className="row">
        <Seg label={t('play.audio')} value={kind} onChange={(k) => setSearch({ kind: k === 'speech' ? undefined : k, model: undefined })} choices={kinds.map((id) => ({ id, label: t(`play.${id}`) }))} />
        <ModelSelect label={t('prices.model')} value={model} models={models} onChange={(m) => setSearch({ model: m })} />
      </div>
    </div>
  )
  return kind === 'speech' ? <Speech context={context} model={model} head={head} /> : <Transcript context={context} model={model} head={head} />
}

/** An address in this page for bytes, as long as they are shown. */
function useAddress(blob: Blob | undefined): string | undefined {
  const url = useMemo(() => (blob ? URL.createObjectURL(blob) : undefined), [blob])
  useEffect(() => () => { if (url) URL.revokeObjectURL(url) }, [url])
  return url
}

type Props = { context: Context; model: string; head: React.ReactNode }

const formats = ['mp3', 'wav', 'opus', 'aac', 'flac'] as const

function Speech({ context, model, head }: Props) {
  const [text, setText] = useState('')
  const [p, setParams] = useState({ voice: 'alloy', format: 'mp3' as string, speed: '' })
  const { shot, busy, run, stop } = useShot(context)
  const url = useAddress(shot?.blob)
  const call: Call = { path: '/v1/audio/speech', pin: context.pin, json: given({ model, input: text || t('play.example'), voice: p.voice, response_format: p.format, speed: number(p.speed) }) }
  const ready = text.trim() !== '' && context.token !== '' && model !== ''
  return (
    <div className="pg">
      <div className="pg-talk">
        {head}
        <div className="pg-turns" aria-live="polite">
          {!shot && <div className="empty"><p>{context.token ? t('play.emptySpeech') : t('play.needKey')}</p></div>}
          {shot?.state === 'waiting' && <p className="i3" role="status">{t('play.waiting')}</p>}
          {shot && shot.state !== 'waiting' && (
            <div className="pg-answer">
              {url && shot.blob && <div className="row"><audio controls src={url} aria-label={t('play.speech')} /><Button small icon={Download} onClick={() => saveFile(`speech.${p.format}`, shot.blob as Blob, '')}>{t('play.keep')}</Button><span className="i3 sm n">{bytes(shot.blob.size)}</span></div>}
              <Refused of={shot} />
              <CallFacts of={shot} facts={[model, t('play.took', { time: duration(shot.total) })]} context={context} />
            </div>
          )}
        </div>
        <form className="pg-ask" onSubmit={(e) => { e.preventDefault(); if (ready && !busy) void run(call) }}>
          <textarea className="input" rows={3} aria-label={t('play.say')} placeholder={t('play.say')} value={text} onChange={(e) => setText(e.target.value)} />
          <div className="row"><span className="sp" />{busy ? <Button icon={Square} onClick={stop}>{t('play.stop')}</Button> : <Button kind="primary" type="submit" icon={AudioLines} disabled={!ready}>{t('play.speak')}</Button>}</div>
        </form>
      </div>
      <PlaygroundSide context={context} shown={[{ name: model, call, raw: shot?.raw ?? '' }]}>
        <TextField label={t('play.voice')} value={p.voice} onChange={(voice) => setParams({ ...p, voice })} list={['alloy', 'ash', 'coral', 'echo', 'fable', 'nova', 'onyx', 'sage', 'shimmer']} />
        <SelectField label={t('play.format')} value={p.format} onChange={(format) => setParams({ ...p, format })} choices={formats.map((f): [string, string] => [f, f])} />
        <TextField label={t('play.tempo')} value={p.speed} onChange={(speed) => setParams({ ...p, speed })} placeholder={t('play.unset')} />
      </PlaygroundSide>
    </div>
  )
}

const shapes = ['json', 'text', 'srt', 'vtt', 'verbose_json'] as const

function Transcript({ context, model, head }: Props) {
  const [file, setFile] = useState<File>()
  const [p, setParams] = useState({ language: '', format: 'json' as string, prompt: '' })
  const { shot, busy, run, stop } = useShot(context)
  const url = useAddress(file)
  const fields = Object.entries(given({ model, language: p.language, prompt: p.prompt, response_format: p.format })) as [string, string][]
  const call: Call = { path: '/v1/audio/transcriptions', pin: context.pin, form: [...fields, ['file', file ?? new File([], 'speech.wav')]] }
  const ready = file !== undefined && context.token !== '' && model !== ''
  const heard = shot?.text ?? (shot?.data as { text?: string } | undefined)?.text
  return (
    <div className="pg">
      <div className="pg-talk">
        {head}
        <div className="pg-turns" aria-live="polite">
          {!shot && <div className="empty"><p>{context.token ? t('play.emptyTranscript') : t('play.needKey')}</p></div>}
          {shot?.state === 'waiting' && <p className="i3" role="status">{t('play.waiting')}</p>}
          {shot && shot.state !== 'waiting' && (
            <div className="pg-answer">
              {heard !== undefined && <div className="read pg-heard">{heard}</div>}
              <Refused of={shot} />
              <CallFacts of={shot} facts={[model, t('play.took', { time: duration(shot.total) })]} context={context} />
            </div>
          )}
        </div>
        <form className="pg-ask" onSubmit={(e) => { e.preventDefault(); if (ready && !busy) void run(call) }}>
          <Field label={t('play.recording')} hint={file && `${file.name}, ${bytes(file.size)}`}>
            {(id, described) => <input id={id} type="file" className="input" accept="audio/*,video/mp4,video/webm" aria-describedby={described} onChange={(e) => setFile(e.target.files?.[0])} />}
          </Field>
          <div className="row">{url && <audio controls src={url} aria-label={t('play.recording')} />}<span className="sp" />{busy ? <Button icon={Square} onClick={stop}>{t('play.stop')}</Button> : <Button kind="primary" type="submit" icon={FileAudio} disabled={!ready}>{t('play.write')}</Button>}</div>
        </form>
      </div>
      <PlaygroundSide context={context} shown={[{ name: model, call, raw: shot?.raw ?? '' }]}>
        <TextField label={t('play.spoken')} value={p.language} onChange={(language) => setParams({ ...p, language })} placeholder={t('play.unset')} />
        <SelectField label={t('play.format')} value={p.format} onChange={(format) => setParams({ ...p, format })} choices={shapes.map((f): [string, string] => [f, f])} />
        <TextField label={t('play.hintWords')} value={p.prompt} onChange={(prompt) => setParams({ ...p, prompt })} optional />
      </PlaygroundSide>
    </div>
  )
}
