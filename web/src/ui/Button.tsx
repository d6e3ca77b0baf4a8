import { LoaderCircle, type LucideIcon } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'

export type ButtonProps = {
  children?: ReactNode
  /** primary is ink, one per view; danger belongs inside a confirmation. */
  kind?: 'primary' | 'plain' | 'ghost' | 'danger'
  small?: boolean
  icon?: LucideIcon
  /** The name of a button that shows only its icon. */
  label?: string
  type?: 'button' | 'submit'
  disabled?: boolean
  busy?: boolean
  pressed?: boolean
  form?: string
  /** What is returned is waited for: a second press meanwhile does nothing. */
  onClick?: () => unknown
}

const kinds = { primary: ' pri', plain: '', ghost: ' gh', danger: ' danger' }

export function Button({ children, kind = 'plain', small, icon: Icon, label, type = 'button', disabled, busy, pressed, form, onClick }: ButtonProps) {
  const [waiting, setWaiting] = useState(false)
  const running = useRef(false)
  const press = async () => {
    if (running.current || !onClick) return
    running.current = true
    try {
      const result = onClick()
      if (result instanceof Promise) {
        setWaiting(true)
        await result.catch(() => undefined) // told by whoever made it
      }
    } finally {
      running.current = false
      setWaiting(false)
    }
  }
  const off = busy || waiting
  return (
    <button
      type={type}
      form={form}
      className={`btn${kinds[kind]}${small ? ' sm' : ''}${children === undefined ? ' ico' : ''}`}
      disabled={disabled}
      aria-busy={off || undefined}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={(e) => {
        if (off) e.preventDefault()
        else void press()
      }}
    >
      {off ? <LoaderCircle className="s spin" /> : Icon && <Icon className="s" />}
      {children}
    </button>
  )
}
