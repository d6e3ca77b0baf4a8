// The second factor of one's own account: switched on and off, and its recovery codes.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { api, get } from '../../api/client'
import { count } from '../../format'
import { t } from '../../i18n'
import { Badge, Copy, Panel } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { TextField } from '../../ui/Form'
import { Once } from '../../ui/Once'
import { say, sayError } from '../../ui/Toast'

export const accountQuery = { queryKey: ['me', 'account'], queryFn: () => get(api.GET('/api/me')) }

type Step = { what: 'start' | 'disable' | 'codes' } | { what: 'confirm'; secret: string; url: string }

export function Factor({ on, codes, has }: { on: boolean; codes: number; has: boolean }) {
  const client = useQueryClient()
  const [step, setStep] = useState<Step>()
  const [value, setValue] = useState('')
  const [recovery, setRecovery] = useState<string[]>()
  const go = (next?: Step) => { setValue(''); setStep(next) }
  const run = async () => {
    if (!step) return
    try {
      if (step.what === 'start') {
        go({ what: 'confirm', ...(await get(api.POST('/api/me/totp', { body: has ? { password: value } : {} }))) })
        return
      }
      const body = { code: value.trim() }
      const r = await get(step.what === 'confirm' ? api.POST('/api/me/totp/confirm', { body }) : step.what === 'disable' ? api.POST('/api/me/totp/disable', { body }) : api.POST('/api/me/totp/recovery-codes', { body }))
      if (step.what !== 'disable') setRecovery(r.recovery_codes)
      else say(t('account.factorOff'))
      go()
      await client.invalidateQueries({ queryKey: ['me', 'account'] })
    } catch (e) {
      sayError(e)
    }
  }
  return (
    <Panel title={t('account.factor')} end={<Badge tone={on ? 'ok' : 'off'}>{on ? t('account.on') : t('account.off')}</Badge>}>
      <div className="panel-in stack">
        <p className="i2">{on ? t('account.codesLeft', { n: count(codes) }) : t('account.factorHint')}</p>
        <div className="row">{on ? <><Button onClick={() => go({ what: 'codes' })}>{t('account.newCodes')}</Button><Button onClick={() => go({ what: 'disable' })}>{t('account.disable')}</Button></> : <Button onClick={() => go({ what: 'start' })}>{t('account.enable')}</Button>}</div>
      </div>
      {step && (
        <Dialog title={t('account.factor')} onClose={() => go()} actions={<><Button onClick={() => go()}>{t('do.cancel')}</Button><Button kind="primary" disabled={!value && !(step.what === 'start' && !has)} onClick={run}>{t(`account.step.${step.what}`)}</Button></>}>
          {step.what === 'confirm' && <><p className="read">{t('account.scan')}</p><output className="secret m">{step.secret}</output><Copy text={step.url} short={false}><span className="el">{t('account.copyURL')}</span></Copy></>}
          {step.what === 'start' ? (has ? <TextField label={t('account.current')} type="password" autoComplete="current-password" value={value} onChange={setValue} /> : <p className="read">{t('account.factorHint')}</p>) : <TextField label={t('account.code')} mono autoComplete="one-time-code" value={value} onChange={setValue} />}
        </Dialog>
      )}
      {recovery && <Once title={t('account.recovery')} lines={recovery} file="burncloud-recovery-codes.txt" note={t('account.recoveryNote')} onClose={() => setRecovery(undefined)} />}
    </Panel>
  )
}
