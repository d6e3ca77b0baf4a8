// The key that was made last, so that Connect can fill it in. In memory only: a reload forgets it.
const kept = { key: '' }

export const keepKey = (key: string): void => void (kept.key = key)
export const keptKey = (): string => kept.key
