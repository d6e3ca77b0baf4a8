import { Copy } from 'lucide-react'
import { useState } from 'react'

import { money } from '../../format'
import { t } from '../../i18n'
import { copyText, Seg, Tabs } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { AreaField, CheckField, TextField } from '../../ui/Form'
import type { Answer, Params } from './chat'
import { codeOf, langs, type CodeLang } from './code'

type SideProps = { params: Params; set: (change: Partial<Params>) => void; body: Record<string, unknown>; last: Answer | undefined; spent: bigint; payer: React.ReactNode }

const names: Record<CodeLang, string> = { curl: 'curl', python: 'Python', typescript: 'TypeScript', go: 'Go' }

/** What is sent: parameters, the call as code, and what came over the wire. */
export function PlaygroundSide({ params: p, set, body, last, spent, payer }: SideProps) {
  const [tab, setTab] = useState<'params' | 'code' | 'raw'>('params')
  const [lang, setLang] = useState<CodeLang>('curl')
  const code = codeOf(lang, location.origin, body)
  return (
    <aside className="pg-side" aria-label={t('play.params')}>
      <Tabs label={t('play.params')} value={tab} onChange={setTab} choices={[{ id: 'params', label: t('play.params') }, { id: 'code', label: t('play.code') }, { id: 'raw', label: t('play.raw') }]} />
      <div className="pg-in">
        {tab === 'params' && (
          <>
            {payer}
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
        )}
        {tab === 'code' && (
          <>
            <div className="row"><Seg label={t('play.code')} value={lang} onChange={setLang} choices={langs.map((id) => ({ id, label: names[id] }))} /><span className="sp" /><Button small icon={Copy} label={t('do.copy')} onClick={() => copyText(code)} /></div>
            <pre className="code" tabIndex={0}>{code}</pre>
          </>
        )}
        {tab === 'raw' && (
          <>
            <h3>{t('play.request')}</h3><pre className="code" tabIndex={0}>{JSON.stringify(body, null, 2)}</pre>
            <h3>{t('play.response')}</h3><pre className="code" tabIndex={0}>{last?.raw || t('play.nothing')}</pre>
          </>
        )}
      </div>
      <p className="pg-spent n"><span className="i3">{t('play.spent')}</span><b>{money(spent)}</b></p>
    </aside>
  )
}
