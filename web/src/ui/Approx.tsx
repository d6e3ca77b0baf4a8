// An amount in the operators' second currency, beside the dollars; nothing where they have set none.
import { useSecond } from '../app/presentation'

export function Approx({ amount }: { amount: string | bigint }) {
  const other = useSecond()(amount)
  return other ? <span className="i3 n approx" title={other.title}>{other.text}</span> : null
}
