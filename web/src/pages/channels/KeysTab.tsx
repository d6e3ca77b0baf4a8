import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { api, get } from '../../api/client'
import type { Channel, ChannelKey } from '../../api/types'
import { count, when } from '../../format'
import { t } from '../../i18n'
import { Badge } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { readKeys, SecretField } from '../../ui/Form'
import { Menu } from '../../ui/Menu'
import { say, sayError } from '../../ui/Toast'
import { Ellipsis } from 'lucide-react'

export function KeysTab({ channel: c }: { channel: Channel }) {
  const client = useQueryClient()
  const [adding, setAdding] = useState<'add' | 'replace'>()
  const [text, setText] = useState('')
  const targets = useQuery({ queryKey: ['channel-health', c.id, '24h'], queryFn: () => get(api.GET('/api/channels/{id}/health', { params: { path: { id: c.id } } })) }).data?.targets ?? []
  /** Writes the whole list: kept keys by their id, new ones as text. */
  const write = async (keys: (string | Partial<ChannelKey>)[], done: string) => {
    try {
      await get(api.PATCH('/api/channels/{id}', { params: { path: { id: c.id } }, body: { keys } as never }))
      await client.invalidateQueries({ queryKey: ['channels'] })
      say(done)
    } catch (e) {
      sayError(e)
      throw e
    }
  }
  const ids = (list: ChannelKey[]) => list.map((k) => ({ id: k.id }))
  const save = async () => {
    const { keys } = readKeys(text)
    await write(adding === 'replace' ? keys : [...ids(c.keys), ...keys], t('channels.keysSaved', { n: count(keys.length) }))
    setText('')
    setAdding(undefined)
  }
  const toggle = (k: ChannelKey) => write(c.keys.map((x) => (x.id === k.id ? { id: x.id, status: k.status === 'enabled' ? 'disabled' as const : 'enabled' as const } : { id: x.id })), t('channels.saved', { name: k.key_hint }))
  const until = (k: ChannelKey) => targets.filter((x) => x.key_id === k.id && x.state === 'dead' && x.until).map((x) => x.until ?? '').sort()[0]
  return (
    <>
      <div className="row"><Button small onClick={() => setAdding('add')}>{t('channels.addKeys')}</Button><Button small onClick={() => setAdding('replace')}>{t('channels.replaceKeys')}</Button></div>
      <div className="panel">
        <table className="tbl">
          <thead><tr><th>{t('channels.key')}</th><th>{t('tokens.col.state')}</th><th>{t('channels.reason')}</th><th className="narrow" /></tr></thead>
          <tbody>
            {c.keys.map((k) => (
              <tr key={k.id}>
                <td className="m">{k.key_hint}</td>
                <td>{k.status === 'enabled' ? until(k) ? <Badge tone="warn">{t('channels.cooling', { time: when(until(k) ?? '') })}</Badge> : <Badge tone="ok">{t('channels.inUse')}</Badge> : <Badge tone={k.reason ? 'bad' : 'off'}>{k.reason ? t('channels.refused') : t('health.off')}</Badge>}</td>
                <td className="el i2" title={k.reason}>{k.reason}</td>
                <td className="r">
                  <Menu
                    label={t('app.more')} button={<Ellipsis />} className="btn gh sm ico"
                    items={[
                      { label: k.status === 'enabled' ? t('do.disable') : t('do.enable'), run: () => toggle(k) },
                      { label: t('channels.removeKey'), danger: true, disabled: c.keys.length === 1, run: () => write(ids(c.keys.filter((x) => x.id !== k.id)), t('channels.saved', { name: c.name })) },
                    ]}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {adding && (
        <Dialog
          title={adding === 'add' ? t('channels.addKeys') : t('channels.replaceKeys')} onClose={() => { setText(''); setAdding(undefined) }}
          actions={<Button kind="primary" disabled={readKeys(text).keys.length === 0} onClick={save}>{adding === 'add' ? t('channels.addKeys') : t('channels.replaceKeys')}</Button>}
        >
          <SecretField label={t('channels.tab.keys')} many value={text} onChange={setText} hint={t('channels.keysHint')} />
        </Dialog>
      )}
    </>
  )
}
