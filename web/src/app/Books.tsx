// The promise at the foot of the side bar: the books balance. It leads to the doctor.
import { useQuery } from '@tanstack/react-query'
import { BookCheck, BookX } from 'lucide-react'
import type { ReactNode } from 'react'

import { api, get } from '../api/client'
import { count, when } from '../format'
import { t } from '../i18n'
import { A } from './address'
import type { Me } from './me'

const askEvery = 30_000

export const useBooks = (enabled: boolean) => useQuery({ queryKey: ['doctor'], queryFn: () => get(api.GET('/api/doctor')), refetchInterval: askEvery, retry: false, enabled })

export function Books({ me }: { me: Me }): ReactNode {
  const { data } = useBooks(me.role !== 'user')
  if (!data) return null
  return (
    <A to="/doctor" className={data.ok ? 'books' : 'books drift'}>
      {data.ok ? <BookCheck /> : <BookX />}
      <span className="b">{data.ok ? t('books.balance') : t('books.differ')}</span>
      <span className={data.ok ? 'ok sm b' : 'bad sm b'}>{t('books.drift', { n: count(data.drift.length) })}</span>
      <small>{t('books.checked', { time: when(data.time) })}</small>
    </A>
  )
}
