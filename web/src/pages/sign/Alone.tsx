// Pages without the shell: one column, the mark, and the switches for theme and language.
import { Languages, Moon } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'

import { setPrefs } from '../../app/prefs'
import { lang, t } from '../../i18n'
import { Logo } from '../../ui/Logo'
import { Toasts } from '../../ui/Toast'

/** `name` is what the gateway is called; left out, BurnCloud. */
export function Alone({ title, name = t('app.name'), wide, children }: { title: string; name?: string; wide?: boolean; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ${name}`
  }, [title, name])
  return (
    <main className="alone">
      <div className={wide ? 'alone-in wide' : 'alone-in'}>
        <p className="brand"><Logo />{name}</p>
        <h1>{title}</h1>
        {children}
      </div>
      <footer>
        <button type="button" className="btn gh" onClick={() => void setPrefs({ theme: document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark' })}><Moon />{t('app.theme')}</button>
        <button type="button" className="btn gh" onClick={() => void setPrefs({ lang: lang() === 'zh' ? 'en' : 'zh' })}><Languages />{lang() === 'zh' ? 'English' : '中文'}</button>
      </footer>
      <Toasts />
    </main>
  )
}
