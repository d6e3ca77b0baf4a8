// Where the books do not agree, and what a person can do about it.
import { Scale } from 'lucide-react'
import { useState } from 'react'

import { A } from '../../app/address'
import { useMe } from '../../app/me'
import { t } from '../../i18n'
import { Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { AdjustForm } from './AdjustForm'
import { checkName, type Drift } from './report'

/** The page that shows the entries of a place: the user's statement, or the call. */
function entriesOf(where: string): string | undefined {
  const user = /user:(usr_[^/]+)\//.exec(where)?.[1]
  if (user) return `/users/${user}`
  const call = /req_[A-Za-z0-9]+/.exec(where)?.[0]
  return call && `/logs/${call}`
}

export function Differences({ drift, onChange }: { drift: Drift[]; onChange: () => unknown }) {
  const admin = useMe()?.role === 'admin'
  const [account, setAccount] = useState<string>()
  return (
    <Panel title={t('doctor.drift')}>
      <div className="scroll" tabIndex={0}>
        <table className="tbl changes">
          <thead><tr><th scope="col">{t('doctor.rule')}</th><th scope="col">{t('doctor.where')}</th><th scope="col">{t('doctor.want')}</th><th scope="col">{t('doctor.got')}</th><th scope="col">{t('doctor.do')}</th></tr></thead>
          <tbody>
            {drift.map((d, i) => {
              const entries = entriesOf(d.where)
              return (
                <tr key={i}>
                  <td>{checkName(d.check)}</td><td className="m">{d.where}</td><td className="m">{d.want}</td><td className="m bad">{d.got}</td>
                  <td>
                    <span className="row">
                      {entries && <A className="lk" to={entries}>{t('doctor.entries')}</A>}
                      {d.adjustable && admin && <Button small icon={Scale} onClick={() => setAccount(d.where)}>{t('doctor.adjust')}</Button>}
                      {!drift.some((x) => x.adjustable) && <span className="i3 sm">{t('doctor.notAdjustable')}</span>}
                    </span>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      {account && <AdjustForm account={account} onClose={() => setAccount(undefined)} onDone={onChange} />}
    </Panel>
  )
}
