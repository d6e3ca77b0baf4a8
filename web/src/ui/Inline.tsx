// A number in a list that is changed where it stands.
import { useRef, useState } from 'react'

import { count } from '../format'

type InlineProps = { value: number; label: string; min?: number; max?: number; onChange: (value: number) => unknown }

export function InlineNumber({ value, label, min, max, onChange }: InlineProps) {
  const [text, setText] = useState<string>()
  const button = useRef<HTMLButtonElement>(null)
  const leave = (keep: boolean) => {
    const n = Number(text)
    setText(undefined)
    requestAnimationFrame(() => button.current?.focus())
    if (keep && text?.trim() && Number.isInteger(n) && n !== value && n >= (min ?? -Infinity) && n <= (max ?? Infinity)) onChange(n)
  }
  if (text === undefined) return <button ref={button} type="button" className="inline" aria-label={`${label}: ${value}`} title={label} onClick={() => setText(String(value))}>{count(value)}</button>
  return (
    <input
      className="input inline" type="number" step={1} autoFocus aria-label={label} min={min} max={max} value={text}
      onFocus={(e) => e.target.select()} onChange={(e) => setText(e.target.value)} onBlur={() => leave(true)}
      onKeyDown={(e) => {
        if (e.key === 'Enter') leave(true)
        if (e.key === 'Escape') { e.stopPropagation(); leave(false) }
      }}
    />
  )
}
