// A channel as `burncloud apply` takes it. What is secret is not known here, and is left to the environment.
import type { Channel } from '../../api/types'

/** Fields that a channel has of its own; what is read-only, and what is empty, is left out. */
const fields = ['provider', 'base_url', 'models', 'model_mapping', 'groups', 'priority', 'weight', 'enabled', 'options', 'limits', 'tags'] as const

const isEmpty = (v: unknown): boolean => v === '' || v === null || v === undefined || v === 0 || (typeof v === 'object' && Object.values(v).every(isEmpty))

/** Without what is empty, and without hints of secrets, which have an ellipsis. */
function filled(v: unknown): unknown {
  if (typeof v !== 'object' || v === null || Array.isArray(v)) return v
  return Object.fromEntries(Object.entries(v).filter(([, x]) => !isEmpty(x) && !(typeof x === 'string' && x.includes('…'))).map(([k, x]) => [k, filled(x)]))
}

/** JSON is YAML. A dollar sign would begin a variable. */
const text = (v: unknown): string => JSON.stringify(filled(v)).replace(/\$/g, '$$$$')

export function yamlOf(c: Channel): string {
  const variable = `${c.name.toUpperCase().replace(/[^A-Z0-9]+/g, '_').replace(/^_|_$/g, '') || 'CHANNEL'}_KEY`
  const body = fields.filter((f) => f === 'weight' || !isEmpty(c[f])).map((f) => `    ${f}: ${text(c[f])}`)
  const keys = c.keys.map((_, i) => `"\${${variable}${i === 0 ? '' : `_${i + 1}`}}"`)
  return `channels:\n  - name: ${text(c.name)}\n${body.join('\n')}\n${keys.length > 0 ? `    keys: [${keys.join(', ')}]\n` : ''}`
}
