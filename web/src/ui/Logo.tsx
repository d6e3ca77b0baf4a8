/** The mark. */
export function Logo() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className="logo">
      <rect width="24" height="24" rx="6.5" fill="var(--ember)" />
      <path d="M7.4 17.6a3.55 3.55 0 0 1-.5-7.06c.2-1.2 1.2-2 2.2-2.95 1-.95 1.55-2 1.5-3.19 2.7.86 4.6 3.1 4.9 5.75.35-.4.55-.86.6-1.4 1.05.95 1.55 2.06 1.6 3.3a3.0 3.0 0 0 1-.9 5.55z" fill="#fff" />
    </svg>
  )
}
