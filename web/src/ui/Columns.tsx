// Which columns a table shows: what the address says, else what this browser remembers, else the usual ones.
import { Columns3 } from 'lucide-react'
import { type ReactNode, useMemo, useSyncExternalStore } from 'react'

import { useSearch, useSetSearch } from '../app/address'
import { getPrefs, onPrefs, setPrefs } from '../app/prefs'
import { t } from '../i18n'
import { chosen } from './choose'
import { Menu } from './Menu'
import type { Column } from './Table'

/** The columns to show of all that a page has, and the button that chooses them. */
export function useColumns<R>(page: string, all: Column<R>[]): { columns: Column<R>[]; chooser: ReactNode } {
  const { cols } = useSearch()
  const setSearch = useSetSearch()
  const kept = useSyncExternalStore(onPrefs, () => getPrefs().columns?.[page])
  const columns = useMemo(() => chosen(all, cols?.split(',') ?? kept), [all, cols, kept])
  const shown = columns.map((c) => c.id)
  const usual = chosen(all, undefined).map((c) => c.id)
  const choose = (ids: string[]) => {
    const next = all.map((c) => c.id).filter((id) => ids.includes(id))
    const plain = next.join() === usual.join()
    const columns = { ...getPrefs().columns }
    if (plain) delete columns[page]
    else columns[page] = next
    void setPrefs({ columns })
    setSearch({ cols: plain ? undefined : next.join() })
  }
  const chooser = (
    <Menu
      label={t('table.columns')} className="btn no-phone" button={<><Columns3 className="s" />{t('table.columns')}</>}
      items={[
        ...all.map((c) => ({
          label: c.name ?? String(c.head), stay: true, checked: shown.includes(c.id), disabled: shown.length === 1 && shown.includes(c.id),
          run: () => choose(shown.includes(c.id) ? shown.filter((id) => id !== c.id) : [...shown, c.id]),
        })),
        'line',
        { label: t('table.usual'), disabled: shown.join() === usual.join(), run: () => choose(usual) },
      ]}
    />
  )
  return { columns, chooser }
}
