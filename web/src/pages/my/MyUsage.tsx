import { t } from '../../i18n'
import { Page } from '../../ui/Page'
import { StatementPanel } from '../account/Statement'
import { SpendChart, useDays } from './MyOverview'

export function MyUsage() {
  return <Page title={t('nav.myUsage')}><div className="stack"><SpendChart days={useDays(90)} /><StatementPanel /></div></Page>
}
