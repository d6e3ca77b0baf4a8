// How the program was started. Only a new start changes it, so there is nothing to edit here.
import { useQuery } from '@tanstack/react-query'

import { api, get } from '../../api/client'
import { dayTime, exact } from '../../format'
import { t } from '../../i18n'
import { Panel } from '../../ui/Bits'
import { Failed, Skeleton } from '../../ui/States'

export function EnvironmentPage() {
  const { data, error, refetch } = useQuery({ queryKey: ['settings', 'environment'], queryFn: () => get(api.GET('/api/settings/environment')) })
  if (error) return <Failed error={error} onRetry={refetch} />
  if (!data) return <Skeleton />
  return (
    <>
      <Panel title={t('app.name')}>
        <dl className="kv panel-in">
          <div><dt>{t('settings.version')}</dt><dd className="m">{data.version}</dd></div>
          <div><dt>{t('settings.started')}</dt><dd><time title={exact(data.started)}>{dayTime(data.started)}</time></dd></div>
          <div><dt>{t('settings.builtWith')}</dt><dd className="m">{data.go}, {data.system}</dd></div>
          <div><dt>{t('settings.address')}</dt><dd className="m">{location.origin}</dd></div>
        </dl>
      </Panel>
      <Panel title={t('settings.environment')} note={t('settings.environmentNote')}>
        <div className="scroll" tabIndex={0} role="region" aria-label={t('settings.environment')}>
          <table className="tbl env">
            <thead><tr><th scope="col">{t('settings.variable')}</th><th scope="col">{t('settings.value')}</th><th scope="col">{t('settings.source')}</th></tr></thead>
            <tbody>
              {data.items.map((x) => (
                <tr key={x.name}>
                  <td><p className="m">{x.name}</p><p className="i3 sm">{x.flag && `--${x.flag}: `}{x.help}</p></td>
                  <td className={x.secret ? 'i3' : 'm'}>{x.secret ? t(x.set ? 'settings.secretSet' : 'settings.secretUnset') : x.value || <span className="i3">{t('state.none')}</span>}</td>
                  <td>{t(`settings.source.${x.source}`)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
    </>
  )
}
