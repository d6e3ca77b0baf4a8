// An answer as it is meant to be read. Every node is React's: nothing of the text becomes markup.
import { Copy } from 'lucide-react'
import { createElement, Fragment, memo, type ReactNode } from 'react'

import { t } from '../../i18n'
import { copyText } from '../../ui/Bits'
import { Button } from '../../ui/Button'
import { type Block, blocksOf, type Inline } from './blocks'

function Words({ of }: { of: Inline[] }): ReactNode {
  return of.map((x, i) => {
    switch (x.is) {
      case 'text': return <Fragment key={i}>{x.text}</Fragment>
      case 'code': return <code key={i}>{x.text}</code>
      case 'link': return <a key={i} className="lk" href={x.to} target="_blank" rel="noopener noreferrer nofollow">{<Words of={x.of} />}</a>
      case 'image': return <img key={i} src={x.from} alt={x.alt} />
      default: return createElement(x.is, { key: i }, <Words of={x.of} />)
    }
  })
}

function One({ block: b }: { block: Block }): ReactNode {
  switch (b.is) {
    case 'p': return <p><Words of={b.of} /></p>
    case 'heading': return createElement(`h${Math.min(6, b.level + 2)}`, null, <Words of={b.of} />)
    case 'rule': return <hr />
    case 'quote': return <blockquote><Blocks of={b.of} /></blockquote>
    case 'list': return createElement(b.ordered ? 'ol' : 'ul', b.ordered ? { start: b.start } : null, b.items.map((item, i) => <li key={i}><Blocks of={item} /></li>))
    case 'code': return (
      <div className="md-code">
        <div className="row"><span className="i3 sm m sp">{b.lang || t('play.code')}</span><Button small kind="ghost" icon={Copy} label={t('do.copy')} onClick={() => copyText(b.text)} /></div>
        <pre tabIndex={0}><code>{b.text}</code></pre>
      </div>
    )
    case 'table': return (
      <div className="scroll" tabIndex={0}>
        <table>
          <thead><tr>{b.head.map((c, i) => <th key={i} scope="col" className={b.align[i]}><Words of={c} /></th>)}</tr></thead>
          <tbody>{b.rows.map((row, i) => <tr key={i}>{row.map((c, n) => <td key={n} className={b.align[n]}><Words of={c} /></td>)}</tr>)}</tbody>
        </table>
      </div>
    )
  }
}

const Blocks = ({ of }: { of: Block[] }): ReactNode => of.map((b, i) => <One key={i} block={b} />)

export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return <div className="md read"><Blocks of={blocksOf(text)} /></div>
})
