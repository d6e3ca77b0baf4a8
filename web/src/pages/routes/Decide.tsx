// Where a call would go now, and why not elsewhere: nothing is sent. Channels can be taken for dead, and many calls spread.
import { useQuery } from '@tanstack/react-query'
import { Play, Skull } from 'lucide-react'
import { useState } from 'react'

import { api, get } from '../../api/client'
import { tokensQuery } from '../../api/queries'
import type { Channel, RouteDecision } from '../../api/types'
import { count, percent } from '../../format'
import { t } from '../../i18n'
import { Badge, Mono, type Tone } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { CheckField, SelectField, TextField } from '../../ui/Form'
import { sayError } from '../../ui/Toast'

const many = 1000

type Props = { model: string; group: string; channels: Map<string, Channel> }
type Call = { token: string; tools: boolean; images: boolean; prompt: string; dead: string[] }

export function Decide({ model, group, channels }: Props) {
  const tokens = useQuery(tokensQuery()).data
  const [call, setCall] = useState<Call>({ token: '', tools: false, images: false, prompt: '', dead: [] })
  const [times, setTimes] = useState(0)
  const [decision, setDecision] = useState<RouteDecision>()
  const run = async (c: Call, n: number) => {
    setCall(c)
    setTimes(n)
    try {
      setDecision(await get(api.POST('/api/routes/decide', { body: { model, ...(c.token ? { token_id: c.token } : { group }), tools: c.tools, images: c.images, prompt_tokens: Number(c.prompt || 0), dead: c.dead, times: n } })))
    } catch (e) {
      sayError(e)
    }
  }
  /** What was asked once is asked again when the question changes. */
  const change = (part: Partial<Call>): void => {
    const next = { ...call, ...part }
    if (decision) void run(next, times)
    else setCall(next)
  }
  const known = [...new Set([...[...channels.values()].filter((c) => c.models.includes(model)).map((c) => c.id), ...(decision?.candidates.map((c) => c.channel_id) ?? [])])]
  const toggle = (id: string) => change({ dead: call.dead.includes(id) ? call.dead.filter((x) => x !== id) : [...call.dead, id] })
  return (
    <section className="stack tight">
      <div className="row"><h3>{t('routes.try')}</h3><span className="i3 sm">{t('routes.tryNote')}</span></div>
      <div className="two-fields">
        <SelectField label={t('routes.as')} value={call.token} onChange={(token) => change({ token })} choices={[['', t('routes.asGroup', { group })], ...(tokens ?? []).map((x): [string, string] => [x.id, x.name])]} />
        <TextField label={t('routes.promptTokens')} type="number" optional value={call.prompt} onChange={(prompt) => change({ prompt })} />
      </div>
      <div className="row"><CheckField label={t('routes.withTools')} value={call.tools} onChange={(tools) => change({ tools })} /><CheckField label={t('routes.withImages')} value={call.images} onChange={(images) => change({ images })} /></div>
      {known.length > 0 && (
        <div className="row dead-marks" role="group" aria-label={t('routes.markDead')}>
          <span className="i3 sm">{t('routes.markDead')}</span>
          {known.map((id) => <button key={id} type="button" className={`chip mark${call.dead.includes(id) ? ' bad' : ''}`} aria-pressed={call.dead.includes(id)} onClick={() => toggle(id)}><Skull className="s" />{channels.get(id)?.name ?? id}</button>)}
        </div>
      )}
      <div className="row"><Button small icon={Play} onClick={() => run(call, 0)}>{t('routes.decide')}</Button><Button small onClick={() => run(call, many)}>{t('routes.decideMany', { n: count(many) })}</Button></div>
      {decision && <Verdicts decision={decision} model={model} channels={channels} />}
      {decision && decision.spread.length > 0 && <Spread decision={decision} model={model} times={times} channels={channels} />}
    </section>
  )
}

const tones: Record<string, Tone> = { taken: 'ok', next: 'off', spare: 'off', dead: 'bad', supposed: 'bad', condition: 'warn', unfit: 'warn', failed: 'bad' }

function Verdicts({ decision: d, model, channels }: { decision: RouteDecision; model: string; channels: Map<string, Channel> }) {
  const who = (id: string, sub: (string | false | undefined)[]) => (
    <span className="cell2"><Mono provider={channels.get(id)?.provider ?? ''} /><span className="lane-name"><b className="el">{channels.get(id)?.name ?? id}</b><small className="i3 block">{sub.filter(Boolean).join(' · ')}</small></span></span>
  )
  const hint = (c: RouteDecision['candidates'][number]) => channels.get(c.channel_id)?.keys.find((k) => k.id === c.key_id)?.key_hint
  return (
    <>
      {d.refused && <p className="note bad">{t(`routes.refused.${d.refused as 'model'}`)}</p>}
      <div role="status">
        <ol className="panel rows">
          {d.candidates.every((c) => c.order === 0) && <li className="bad">{t('routes.nothingServes', { model, group: d.group })}</li>}
          {d.candidates.map((c) => (
            <li key={`${c.channel_id} ${c.key_id} ${c.upstream_model} ${c.model}`}>
              {who(c.channel_id, [c.upstream_model, hint(c), c.model !== model && t('routes.fallsBack', { model: c.model }), t('routes.tier', { n: c.priority }), c.order === 0 && t(`routes.why.${c.verdict as 'dead'}`, { why: c.why })])}
              <Badge tone={tones[c.verdict] ?? 'off'}>{c.verdict === 'next' ? t('routes.nth', { n: c.order }) : t(`routes.verdict.${c.verdict}`)}</Badge>
            </li>
          ))}
          {d.left_out.map((x) => (
            <li key={x.channel_id}>{who(x.channel_id, [t(`routes.left.${x.reason}`, { group: d.group }), x.why])}<Badge tone="off">{t('routes.verdict.left')}</Badge></li>
          ))}
        </ol>
      </div>
      {d.total > d.candidates.length && <p className="i3 sm">{t('routes.moreTargets', { n: count(d.total - d.candidates.length) })}</p>}
    </>
  )
}

/** How many calls each target would get, beside what its weight asks for. */
function Spread({ decision: d, model, times, channels }: { decision: RouteDecision; model: string; times: number; channels: Map<string, Channel> }) {
  const weighted = d.strategy === 'priority' || d.strategy === 'weighted'
  const tierOf = (x: RouteDecision['spread'][number]) => d.spread.filter((y) => y.model === x.model && (d.strategy !== 'priority' || y.priority === x.priority))
  const wanted = (x: RouteDecision['spread'][number]) => x.weight / Math.max(1, tierOf(x).reduce((n, y) => n + y.weight, 0))
  return (
    <div className="panel">
      <div className="scroll" tabIndex={0}>
      <table className="tbl fit spread">
        <caption className="vh">{t('routes.spread', { n: count(times) })}</caption>
        <thead><tr><th>{t('routes.spread', { n: count(times) })}</th><th className="r">{t('channels.col.priority')}</th><th className="r">{t('channels.col.weight')}</th><th className="r">{t('routes.got')}</th><th>{t('routes.share')}</th></tr></thead>
        <tbody>
          {d.spread.map((x) => {
            const share = x.times / Math.max(1, times)
            return (
              <tr key={`${x.model} ${x.channel_id} ${x.upstream_model} ${x.priority}`}>
                <td>{channels.get(x.channel_id)?.name ?? x.channel_id}{x.model !== model && <small className="block i3">{t('routes.fallsBack', { model: x.model })}</small>}</td>
                <td className="r">{x.priority}</td>
                <td className="r">{x.weight}{weighted && <small className="i3"> {percent(wanted(x))}</small>}</td>
                <td className="r">{count(x.times)}</td>
                <td><span className="spread-cell"><span className="sharebar"><i style={{ width: `${share * 100}%` }} /></span><span className="n">{percent(share)}</span></span></td>
              </tr>
            )
          })}
          {d.unserved > 0 && <tr><td className="bad">{t('routes.unserved')}</td><td /><td /><td className="r bad">{count(d.unserved)}</td><td /></tr>}
        </tbody>
      </table>
        </div>
      <p className="tail i3 sm">{weighted ? t('routes.spreadNote') : t(`routes.spreadBy.${d.strategy as 'cheapest'}`)}</p>
    </div>
  )
}
