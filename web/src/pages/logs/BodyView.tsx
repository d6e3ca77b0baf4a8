// A body as it was kept: readable or as it was, its size, and what of it is missing.
import { Copy as CopyIcon, Download, SquareTerminal } from 'lucide-react'
import { useMemo, useState } from 'react'

import type { LogBody } from '../../api/types'
import { bytes } from '../../format'
import { t } from '../../i18n'
import { copyText, Panel, Seg } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { saveFile } from '../../ui/save'
import { reindent } from './reindent'

/** What is drawn at once: the rest waits until somebody asks for it. */
const drawn = 100_000

export const textOf = (b: LogBody): string => (b.frames.length > 0 ? b.frames.map((f) => f.text).join('') : b.text)

/** How much there is of a body, and whether all of it. */
export function Extent({ body }: { body: LogBody }) {
  return (
    <>
      <span>{[body.content_type, bytes(body.bytes)].filter(Boolean).join(' · ')}</span>
      {body.truncated && <span className="chip warn">{t('bodies.truncated', { kept: bytes(body.kept_bytes) })}</span>}
    </>
  )
}

function Text({ label, text }: { label: string; text: string }) {
  const [whole, setWhole] = useState(false)
  const part = !whole && text.length > drawn
  return (
    <>
      <pre className="code flat said" tabIndex={0} role="region" aria-label={label}>{part ? text.slice(0, drawn) : text}</pre>
      {part && <p className="panel-in"><Button onClick={() => setWhole(true)}>{t('bodies.showAll', { size: bytes(text.length) })}</Button></p>}
    </>
  )
}

/** `curl` makes a command of the body's text. */
export function BodyView({ title, body, curl }: { title: string; body: LogBody; curl?: (text: string) => string }) {
  const [raw, setRaw] = useState(false)
  const text = useMemo(() => (body.encoding === 'base64' ? '' : textOf(body)), [body])
  const pretty = useMemo(() => (body.truncated ? undefined : reindent(text)), [body, text])
  const binary = body.encoding === 'base64'
  const save = () => saveFile('body.bin', new Blob([Uint8Array.from(atob(body.text), (c) => c.charCodeAt(0))]), '')
  return (
    <Panel
      title={title} note={<Extent body={body} />}
      end={
        <span className="row">
          {pretty && <Seg label={t('bodies.form')} value={raw ? 'raw' : 'pretty'} onChange={(v) => setRaw(v === 'raw')} choices={[{ id: 'pretty', label: t('bodies.pretty') }, { id: 'raw', label: t('bodies.raw') }]} />}
          {curl && text && !body.truncated && <Button icon={SquareTerminal} label={t('call.curl')} onClick={() => copyText(curl(text))} />}
          {text && <Button icon={CopyIcon} label={t('do.copy')} onClick={() => copyText(pretty && !raw ? pretty : text)} />}
          {binary && <Button icon={Download} label={t('bodies.save')} onClick={save} />}
        </span>
      }
    >
      {body.bytes === 0 || body.kept_bytes === 0 ? <p className="panel-in i3">{t(body.bytes === 0 ? 'bodies.empty' : 'bodies.noneOf')}</p>
        : binary ? <p className="panel-in i3">{t('bodies.binary')}</p>
          : <Text key={String(raw)} label={title} text={pretty && !raw ? pretty : text} />}
    </Panel>
  )
}
