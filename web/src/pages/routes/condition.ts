import type { RouteCondition } from '../../api/types'
import { count } from '../../format'
import { t } from '../../i18n'

/** The calls that a target is for. */
export function conditionInWords(w: RouteCondition): string {
  const parts = [
    w.tools !== undefined && t(w.tools ? 'routes.when.tools' : 'routes.when.noTools'),
    w.images !== undefined && t(w.images ? 'routes.when.images' : 'routes.when.noImages'),
    w.min_tokens ? t('routes.when.min', { n: count(w.min_tokens) }) : false,
    w.max_tokens ? t('routes.when.max', { n: count(w.max_tokens) }) : false,
  ]
  return parts.filter(Boolean).join(', ') || t('routes.when.always')
}
