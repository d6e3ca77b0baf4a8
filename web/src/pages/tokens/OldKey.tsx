// A key that was replaced and still works, with the time that is left to it.
import { dayTime, exact } from '../../format'
import { rich, t } from '../../i18n'
import { Button } from '../../ui/Button'

export function OldKey({ hint, until, onEnd }: { hint: string; until: string; onEnd: () => Promise<void> }) {
  return (
    <p className="note warn old-key">
      <span className="sp">{rich('tokens.oldKey', { hint: <span className="m">{hint}</span>, time: <time title={exact(until)}>{dayTime(until)}</time> })}</span>
      <Button small onClick={onEnd}>{t('tokens.endOld')}</Button>
    </p>
  )
}
