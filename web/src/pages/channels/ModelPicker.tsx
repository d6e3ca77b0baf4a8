// Which models a channel serves: those that were typed, and those that the provider says it has.
import { Plus, RefreshCw, X } from 'lucide-react'
import { useState } from 'react'

import { count } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { words } from '../../ui/Form'

type PickerProps = { chosen: string[]; offered: string[]; onChange: (models: string[]) => void; onFetch: () => Promise<void>; error?: string }

export function ModelPicker({ chosen, offered, onChange, onFetch, error }: PickerProps) {
  const [text, setText] = useState('')
  const [find, setFind] = useState('')
  const add = () => {
    onChange([...new Set([...chosen, ...words(text.replace(/\s+/g, ','))])])
    setText('')
  }
  const shown = offered.filter((m) => m.toLowerCase().includes(find.toLowerCase()))
  const toggle = (m: string) => onChange(chosen.includes(m) ? chosen.filter((x) => x !== m) : [...chosen, m])
  return (
    <fieldset className={`field${error ? ' wrong' : ''}`}>
      <legend>{t('channels.tab.models')} <span className="i3 sm">{t('channels.models', { n: count(chosen.length) })}</span></legend>
      {chosen.length > 0 && <div className="chips">{chosen.map((m) => <span key={m} className="chip m">{m}<button type="button" aria-label={t('do.remove', { what: m })} onClick={() => toggle(m)}><X className="s" /></button></span>)}</div>}
      <div className="testrow">
        <input className="input m" aria-label={t('channels.addModel')} placeholder={t('channels.addModel')} value={text} onChange={(e) => setText(e.target.value)} onKeyDown={(e) => { if (e.key === 'Enter') { e.preventDefault(); add() } }} />
        <Button icon={Plus} disabled={!text.trim()} onClick={add}>{t('channels.addModel')}</Button>
        <Button icon={RefreshCw} onClick={onFetch}>{t('channels.fetch')}</Button>
      </div>
      {error ? <p className="bad sm" role="alert">{error}</p> : offered.length === 0 && <p className="i3 sm">{t('channels.fetchHint')}</p>}
      {offered.length > 0 && (
        <div className="panel offered">
          <div className="row"><input className="input" placeholder={t('keys.filter')} aria-label={t('keys.filter')} value={find} onChange={(e) => setFind(e.target.value)} /><Button small onClick={() => onChange([...new Set([...chosen, ...shown])])}>{t('channels.takeAll', { n: count(shown.length) })}</Button></div>
          <div className="offered-list">{shown.map((m) => <label key={m} className="check"><input type="checkbox" checked={chosen.includes(m)} onChange={() => toggle(m)} /><span className="m el">{m}</span></label>)}</div>
        </div>
      )}
    </fieldset>
  )
}
