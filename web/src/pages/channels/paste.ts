// What a pasted curl line or environment says about an account.
import type { Provider } from '../../api/types'

export type Pasted = { base_url?: string; key?: string; provider?: string }

const urls = /https?:\/\/[^\s'"\\]+/
const keys = [/(?:authorization:\s*bearer|x-api-key:|api-key:|x-goog-api-key:)\s*([^\s'"\\]+)/i, /\b\w*(?:API_KEY|AUTH_TOKEN|_TOKEN)\s*=\s*['"]?([^\s'"\\]+)/]
/** What follows the base in the paths that people call. */
const paths = /\/(chat\/completions|responses|messages|embeddings|models\b.*|images\/.*|audio\/.*)$/

const host = (url: string | undefined): string => {
  try {
    return new URL(url ?? '').host
  } catch {
    return ''
  }
}

/** Undefined where the text is neither. */
export function readPaste(text: string, providers: Provider[]): Pasted | undefined {
  const url = urls.exec(text)?.[0]?.split('?')[0]?.replace(paths, '').replace(/\/+$/, '')
  const key = keys.map((k) => k.exec(text)?.[1]).find(Boolean)
  if (!url && !key) return undefined
  const known = providers.find((p) => p.base_url && host(p.base_url) === host(url))
  const anthropic = /x-api-key|ANTHROPIC_/i.test(text)
  const provider = known?.name ?? (host(url).endsWith('.openai.azure.com') ? 'azure' : url ? (anthropic ? 'anthropic' : 'custom') : undefined)
  // The provider's own address is left out: it is the default.
  return { key, provider, base_url: known && url && known.base_url.startsWith(url) ? undefined : url }
}
