// Secrets that are shown once: passwords, codes, links. The dialog closes only when they were stored.
import { Copy, Download, KeyRound } from 'lucide-react'
import { type ReactNode, useState } from 'react'

import { t } from '../i18n'
import { copyText } from './Bits'
import { Button } from './Button'
import { Dialog } from './Dialog'
import { saveFile } from './save'

type OnceProps = { title: string; lines: string[]; file: string; note?: ReactNode; children?: ReactNode; onClose: () => void }

export function Once({ title, lines, file, note, children, onClose }: OnceProps) {
  const [stored, setStored] = useState(false)
  const text = lines.join('\n')
  return (
    <Dialog
      title={title} firm wide onClose={onClose}
      actions={
        <>
          <label className="check"><input type="checkbox" checked={stored} onChange={(e) => setStored(e.target.checked)} /><span>{t('once.stored')}</span></label>
          <span className="sp" />
          <Button kind="primary" disabled={!stored} onClick={onClose}>{t('key.done')}</Button>
        </>
      }
    >
      <p className="note warn"><KeyRound />{note ?? t('once.note')}</p>
      <output className="secret m once">{text}</output>
      <div className="row">
        <Button icon={Copy} onClick={() => copyText(text)}>{t('do.copy')}</Button>
        <Button icon={Download} onClick={() => saveFile(file, `${text}\n`, 'text/plain')}>{t('once.save')}</Button>
        {children}
      </div>
    </Dialog>
  )
}
