// A menu under its button. Arrow keys move, Escape closes and gives the focus back.
import { Check, type LucideIcon } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'

/** `stay` keeps the menu open: the item is one of several that are on or off. */
export type MenuItem = 'line' | { label: string; icon?: LucideIcon; checked?: boolean; stay?: boolean; danger?: boolean; disabled?: boolean; run: () => unknown }
type MenuProps = { label: string; button: ReactNode; items: MenuItem[]; className?: string }

type Place = { top?: number; bottom?: number; left?: number; right?: number }

/** Below the button, or above it where there is more room. */
export function placeUnder(r: DOMRect): Place {
  const down = innerHeight - r.bottom > 320 || innerHeight - r.bottom > r.top
  const left = r.left + 260 < innerWidth
  return {
    ...(down ? { top: r.bottom + 4 } : { bottom: innerHeight - r.top + 4 }),
    ...(left ? { left: r.left } : { right: innerWidth - r.right }),
  }
}

/** Closes on a press or scroll elsewhere, while `open`. */
export function useOutside(open: boolean, inside: () => (HTMLElement | null)[], close: () => void): void {
  const now = useRef({ inside, close })
  now.current = { inside, close }
  useEffect(() => {
    if (!open) return
    const out = (e: Event) => {
      if (e.target instanceof Node && now.current.inside().some((el) => el?.contains(e.target as Node))) return
      now.current.close()
    }
    document.addEventListener('pointerdown', out, true)
    document.addEventListener('scroll', out, true)
    addEventListener('resize', out)
    return () => {
      document.removeEventListener('pointerdown', out, true)
      document.removeEventListener('scroll', out, true)
      removeEventListener('resize', out)
    }
  }, [open])
}

export function Menu({ label, button, items, className = 'btn gh ico' }: MenuProps) {
  const [place, setPlace] = useState<Place>()
  const trigger = useRef<HTMLButtonElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const close = (focus: boolean) => {
    setPlace(undefined)
    if (focus) trigger.current?.focus()
  }
  useOutside(place !== undefined, () => [trigger.current, list.current], () => close(false))
  useEffect(() => {
    if (place) list.current?.querySelector<HTMLElement>('button:not(:disabled)')?.focus()
  }, [place])
  const move = (e: KeyboardEvent) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])]
    const at = all.indexOf(document.activeElement as HTMLElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[e.key]
    if (e.key === 'Escape' || e.key === 'Tab') {
      e.stopPropagation()
      close(true)
    }
    if (to === undefined) return
    e.preventDefault()
    all[to % all.length]?.focus()
  }
  return (
    <>
      <button
        type="button"
        ref={trigger}
        className={className}
        aria-haspopup="menu"
        aria-expanded={place !== undefined}
        aria-label={label}
        title={label}
        onClick={(e) => {
          e.stopPropagation()
          setPlace(place ? undefined : placeUnder(e.currentTarget.getBoundingClientRect()))
        }}
      >
        {button}
      </button>
      {place && (
        <div role="menu" ref={list} className="menu" style={place} onKeyDown={move} onClick={(e) => e.stopPropagation()}>
          {items.map((item, i) =>
            item === 'line' ? (
              <hr key={i} />
            ) : (
              <button
                key={i}
                type="button"
                role={item.checked === undefined ? 'menuitem' : item.stay ? 'menuitemcheckbox' : 'menuitemradio'}
                aria-checked={item.checked}
                disabled={item.disabled}
                className={item.danger ? 'bad' : undefined}
                onClick={() => {
                  if (!item.stay) close(true)
                  item.run()
                }}
              >
                {item.checked === undefined ? item.icon ? <item.icon /> : null : item.checked ? <Check /> : <i />}
                {item.label}
              </button>
            ),
          )}
        </div>
      )}
    </>
  )
}
