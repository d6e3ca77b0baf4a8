// The talks that were kept: this one with its name, and the others to open or to delete.
import { Trash2 } from 'lucide-react'
import { useState } from 'react'

import { dayTime, exact } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Form'
import { say, sayError } from '../../ui/Toast'
import { drop, dropAll, keep, type Kept, keptTalks, nameOf } from './kept'

type TabProps = { person: string; now: Omit<Kept, 'id' | 'name' | 'at'>; open: Kept | undefined; onOpen: (k: Kept | undefined) => void; all: Kept[]; setAll: (all: Kept[]) => void }

export function KeptTab({ person, now, open, onOpen, all, setAll }: TabProps) {
  const [name, setName] = useState<string>()
  const typed = name ?? open?.name ?? nameOf(now.turns)
  const save = () => {
    const talk: Kept = { ...now, id: open?.id ?? crypto.randomUUID(), name: typed.trim() || nameOf(now.turns), at: new Date().toISOString() }
    try {
      setAll(keep(person, talk))
      setName(undefined)
      onOpen(talk)
      say(t('play.keptNow', { name: talk.name }))
    } catch {
      sayError(new Error(t('play.keptFull')))
    }
  }
  const remove = (k: Kept) => {
    setAll(drop(person, k.id))
    if (k.id === open?.id) onOpen(undefined)
    say(t('play.keptGone', { name: k.name }), () => setAll(keep(person, k)))
  }
  const clear = () => {
    const gone = all
    setAll(dropAll(person))
    onOpen(undefined)
    say(t('play.keptCleared'), () => { for (const k of [...gone].reverse()) keep(person, k); setAll(keptTalks(person)) })
  }
  return (
    <>
      <form className="stack tight" onSubmit={(e) => { e.preventDefault(); save() }}>
        <TextField label={t('play.keptName')} value={typed} onChange={setName} hint={t('play.keptHint')} />
        <div><Button type="submit" small disabled={now.turns.length === 0}>{open ? t('play.keptRename') : t('play.keptKeep')}</Button></div>
      </form>
      {all.length === 0 ? <p className="i3 sm">{t('play.keptNone')}</p> : (
        <>
          <ul className="pg-kept">
            {all.map((k) => (
              <li key={k.id} className={k.id === open?.id ? 'row at' : 'row'}>
                <button type="button" className="lk el" aria-current={k.id === open?.id} title={k.name} onClick={() => { setName(undefined); onOpen(k) }}>{k.name}</button>
                <time className="i3 sm n" title={exact(k.at)}>{dayTime(k.at)}</time>
                <Button kind="ghost" small icon={Trash2} label={t('play.keptDelete', { name: k.name })} onClick={() => remove(k)} />
              </li>
            ))}
          </ul>
          <div><Button small onClick={clear}>{t('play.keptClear')}</Button></div>
        </>
      )}
    </>
  )
}
