// Pictures that go along with a question: chosen, pasted or dropped, read here and sent inside of the call.
import { Paperclip, X } from 'lucide-react'
import { type ClipboardEvent, useRef } from 'react'

import { count } from '../../format'
import { t } from '../../i18n'
import { Button } from '../../ui/Button'
import { say } from '../../ui/Toast'

const kinds = ['image/png', 'image/jpeg', 'image/webp', 'image/gif']
const most = 8
const largest = 8 << 20

const read = (file: File): Promise<string> => new Promise((done, failed) => {
  const reader = new FileReader()
  reader.onload = () => done(String(reader.result))
  reader.onerror = () => failed(reader.error)
  reader.readAsDataURL(file)
})

/** Adds the files that are pictures of a bearable size; the others are named. */
export async function attach(files: File[], images: string[]): Promise<string[]> {
  const good = files.filter((f) => kinds.includes(f.type) && f.size <= largest)
  for (const f of files) if (!good.includes(f)) say(t('play.noPicture', { name: f.name }))
  const all = [...images, ...(await Promise.all(good.map(read)))]
  if (all.length > most) say(t('play.tooMany', { n: count(most) }))
  return all.slice(0, most)
}

export const pastedFiles = (e: ClipboardEvent): File[] => [...e.clipboardData.files]

export function Attach({ images, onChange }: { images: string[]; onChange: (images: string[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input ref={input} type="file" accept={kinds.join()} multiple hidden aria-label={t('play.attach')} onChange={(e) => { void attach([...(e.target.files ?? [])], images).then(onChange); e.target.value = '' }} />
      <Button small kind="ghost" icon={Paperclip} label={t('play.attach')} onClick={() => input.current?.click()} />
    </>
  )
}

export function Pictures({ images, onChange }: { images: string[]; onChange?: (images: string[]) => void }) {
  if (images.length === 0) return null
  return (
    <ul className="pg-pictures">
      {images.map((src, i) => (
        <li key={i}>
          <img src={src} alt={t('play.picture', { n: count(i + 1) })} />
          {onChange && <Button small kind="ghost" icon={X} label={t('play.unattach', { n: count(i + 1) })} onClick={() => onChange(images.filter((_, k) => k !== i))} />}
        </li>
      ))}
    </ul>
  )
}
