// How values are written. Each kind has one function; none is written anywhere else.
export * from './money'
export * from './number'
export * from './time'

/** Middle-ellipsis for ids: req_01K9…7M4T. */
export const shortID = (id: string): string => (id.length > 18 ? `${id.slice(0, 10)}…${id.slice(-4)}` : id)
