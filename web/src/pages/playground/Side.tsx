import { Copy } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import { money } from '../../format'
import { t } from '../../i18n'
import { copyText, Seg, Tabs } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import type { Call } from './call'
import { codeOf, langs, type CodeLang, shortened } from './code'
import type { Context } from './context'

/** The calls that are shown as code and raw: one, or one for each model. */
export type Shown = { name: string; call: Call; raw: string }

const names: Record<CodeLang, string> = { curl: 'curl', python: 'Python', typescript: 'Node', go: 'Go' }

const requestOf = (c: Call): string => (c.form ? c.form.map(([k, v]) => `${k}: ${typeof v === 'string' ? v : `${v.name}, ${v.size} B`}`).join('\n') : JSON.stringify(c.json, null, 2))

/** What is sent: parameters, the call as code, and what came over the wire. */
export function PlaygroundSide({ context, shown, kept, children }: { context: Context; shown: Shown[]; kept?: ReactNode; children: ReactNode }) {
  const [tab, setTab] = useState<'params' | 'code' | 'raw' | 'kept'>('params')
  const [lang, setLang] = useState<CodeLang>('curl')
  const [side, setSide] = useState('0')
  const { call, raw } = shown[Number(side)] ?? shown[0] as Shown
  const code = codeOf(lang, location.origin, call)
  const which = shown.length > 1 && <Seg label={t('prices.model')} value={side} onChange={setSide} choices={shown.map((x, i) => ({ id: String(i), label: x.name }))} />
  return (
    <aside className="pg-side" aria-label={t('play.params')}>
      <Tabs label={t('play.params')} value={tab} onChange={setTab} choices={[{ id: 'params', label: t('play.params') }, { id: 'code', label: t('play.code') }, { id: 'raw', label: t('play.raw') }, ...(kept ? [{ id: 'kept' as const, label: t('play.talks') }] : [])]} />
      <div className="pg-in">
        {tab === 'params' && <>{context.payer}{children}</>}
        {tab === 'kept' && kept}
        {tab === 'code' && (
          <>
            {which}
            <div className="row"><Seg label={t('play.code')} value={lang} onChange={setLang} choices={langs.map((id) => ({ id, label: names[id] }))} /><span className="sp" /><Button small icon={Copy} label={t('do.copy')} onClick={() => copyText(code)} /></div>
            <pre className="code" tabIndex={0}>{shortened(code)}</pre>
          </>
        )}
        {tab === 'raw' && (
          <>
            {which}
            <h3>{t('play.request')}</h3><p className="i3 sm m">{`POST ${call.path}`}</p><pre className="code" tabIndex={0}>{shortened(requestOf(call))}</pre>
            <h3>{t('play.response')}</h3><pre className="code" tabIndex={0}>{shortened(raw) || t('play.nothing')}</pre>
          </>
        )}
      </div>
      <p className="pg-spent n"><span className="i3">{t('play.spent')}</span><b>{money(context.spent)}</b></p>
    </aside>
  )
}
