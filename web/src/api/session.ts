// Who is signed in. A management token lives in this tab only (sessionStorage); its absence means: ask to sign in.
const slot = 'burncloud.token'

type Listener = () => void
const listeners = new Set<Listener>()
const state = { token: read(), out: false }

function read(): string {
  try {
    return sessionStorage.getItem(slot) ?? ''
  } catch {
    return '' // storage is switched off: the token lives in memory
  }
}

/** The management token in use, "" where there is none. */
export const credential = (): string => state.token

export function keepToken(token: string): void {
  state.token = token
  state.out = false
  try {
    if (token) sessionStorage.setItem(slot, token)
    else sessionStorage.removeItem(slot)
  } catch {
    // storage is switched off
  }
}

const inside = 'burncloud.in'

/** Notes that the API knew us: a refusal from now on means that the session has ended. */
export function wasIn(): void {
  try {
    localStorage.setItem(inside, '1')
  } catch {
    // storage is switched off: nothing is said about it later
  }
}

/** Whether the API knew us before, once. */
export function forgetIn(): boolean {
  try {
    const was = localStorage.getItem(inside) !== null
    localStorage.removeItem(inside)
    return was
  } catch {
    return false
  }
}

/** The API has refused the credential: the login page comes, and returns to where we are. */
export function signedOut(): void {
  keepToken('')
  state.out = true
  for (const listener of listeners) listener()
}

export function onSignedOut(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
