// What the provider says that the account has left, asked for by hand.
import { useState } from 'react'

import { api, get, Problem } from '../../api/client'
import type { Channel, ChannelBalance } from '../../api/types'
import { clock, exact } from '../../format'
import { t } from '../../i18n'
import { Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'

/** An amount in its currency: the provider's digits, without the zeros that say nothing. */
const written = (a: ChannelBalance['amounts'][number]): string => `${a.amount.replace(/(\.\d\d\d*?)0+$/, '$1').replace('-', '−')} ${a.currency}`

export function BalanceBox({ channel: c }: { channel: Channel }) {
  const [got, setGot] = useState<ChannelBalance>()
  const [problem, setProblem] = useState<string>()
  const ask = async () => {
    try {
      setGot(await get(api.POST('/api/channels/{id}/balance', { params: { path: { id: c.id } }, body: {} as never })))
      setProblem(undefined)
    } catch (e) {
      setGot(undefined)
      setProblem(e instanceof Problem && e.status === 501 ? t('channels.balanceNone') : e instanceof Error ? e.message : String(e))
    }
  }
  return (
    <Panel title={t('channels.balance')} end={<Button small onClick={ask}>{t('channels.balanceAsk')}</Button>}>
      <div className="panel-in stack tight" aria-live="polite">
        {!got && !problem && <p className="i3 sm">{t('channels.balanceHint')}</p>}
        {problem && <p className="note warn">{problem}</p>}
        {got && (
          <>
            {got.amounts.length === 0 ? <p className="i2">{t('channels.balanceUnbound')}</p> : <p className="fig n">{got.amounts.map(written).join(' · ')}</p>}
            <p className="i3 sm n">{t(`channels.balanceOf.${got.of as 'account'}`)} · <time title={exact(got.time)}>{clock(got.time)}</time></p>
          </>
        )}
      </div>
    </Panel>
  )
}
