// The events of a stream with their times. Only those in sight are drawn.
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'

import type { LogBody } from '../../api/types'
import { bytes, count, duration } from '../../format'
import { t } from '../../i18n'
import { Panel } from '../../ui/Bits'
import { Extent } from './BodyView'
import { gist, reindent, saying } from './reindent'

const rowHeight = 30
const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -Infinity, End: Infinity }

/** The first event that came at the time of the first content or after it. */
export function firstContent(body: LogBody, ttft: number): number {
  return ttft > 0 ? body.frames.findIndex((f) => f.at_ms >= Math.floor(ttft)) : -1
}

/** `ttft` is the time of the call's first content in milliseconds, 0 where it does not belong to these events. */
export function StreamView({ title, body, ttft }: { title: string; body: LogBody; ttft: number }) {
  const box = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(0)
  const { frames } = body
  const first = useMemo(() => firstContent(body, ttft), [body, ttft])
  const virtual = useVirtualizer({ count: frames.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 20, useFlushSync: false })
  const onKey = (e: KeyboardEvent) => {
    const by = steps[e.key]
    if (by === undefined) return
    e.preventDefault()
    const next = Math.max(0, Math.min(frames.length - 1, at + by))
    setAt(next)
    virtual.scrollToIndex(next)
  }
  const frame = frames[at]
  return (
    <Panel title={title} note={<>{t('bodies.events', { n: count(frames.length) })}<Extent body={body} /></>}>
      <div className="frames" ref={box} role="listbox" aria-label={title} tabIndex={0} onKeyDown={onKey} aria-activedescendant={`frame${at}`}>
        <div role="presentation" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((v) => {
            const f = frames[v.index]
            if (!f) return null
            const { event, data } = saying(f.text)
            const said = gist(data)
            const gap = f.at_ms - (frames[v.index - 1]?.at_ms ?? 0)
            return (
              <div
                key={v.index} id={`frame${v.index}`} role="option" className={v.index === at ? 'at' : undefined} aria-selected={v.index === at} aria-setsize={frames.length} aria-posinset={v.index + 1}
                style={{ transform: `translateY(${v.start}px)` }} onClick={() => setAt(v.index)}
              >
                <span className="i3 r">{count(v.index + 1)}</span>
                <span className="r">{duration(f.at_ms)}</span>
                <span className="i3 r no-phone">{gap > 0 ? `+${duration(gap)}` : ''}</span>
                <span className="i3 r no-phone">{bytes(f.bytes)}</span>
                <span className="el m">{v.index === first && <b className="chip" title={t('logs.col.ttft')}>{t('bodies.ttft')}</b>}{event && <b>{event} </b>}{said && <q>{said}</q>}{data}</span>
              </div>
            )
          })}
        </div>
      </div>
      {frame && <pre className="code flat said" tabIndex={0} role="region" aria-label={t('bodies.event', { n: count(at + 1) })}>{reindent(saying(frame.text).data) ?? frame.text.trimEnd()}</pre>}
    </Panel>
  )
}
