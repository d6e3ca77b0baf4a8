/** An address of this console, or the first page: what a link says must not lead away. */
export const inside = (to: string | undefined): string => (to && /^\/(?![/\\])/.test(to) && !to.startsWith('/login') ? to : '/')
