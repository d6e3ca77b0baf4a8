// A new key, shown once. The dialog closes only when it was stored.
import { Copy, Download, KeyRound } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import { baseURL, usePresentation } from '../app/presentation'
import { t } from '../i18n'
import { copyText } from './Bits'
import { Button } from './Button'
import { Dialog } from './Dialog'
import { saveFile } from './save'

export function KeyReveal({ title, secret, children, onClose }: { title: string; secret: string; children?: ReactNode; onClose: () => void }) {
  const [stored, setStored] = useState(false)
  const base = baseURL(usePresentation())
  const env = `OPENAI_BASE_URL=${base}/v1\nOPENAI_API_KEY=${secret}\n`
  return (
    <Dialog
      title={title}
      firm
      wide
      onClose={onClose}
      actions={
        <>
          <label className="check"><input type="checkbox" checked={stored} onChange={(e) => setStored(e.target.checked)} /><span>{t('key.stored')}</span></label>
          <span className="sp" />
          <Button kind="primary" disabled={!stored} onClick={onClose}>{t('key.done')}</Button>
        </>
      }
    >
      <p className="note warn"><KeyRound />{t('key.once')}</p>
      <output className="secret m">{secret}</output>
      <div className="row">
        <Button icon={Copy} onClick={() => copyText(secret)}>{t('key.copy')}</Button>
        <Button icon={Download} onClick={() => saveFile('burncloud.env', env, 'text/plain')}>{t('key.env')}</Button>
      </div>
      <p className="i3 sm">{t('key.hint')}</p>
      {children}
    </Dialog>
  )
}
