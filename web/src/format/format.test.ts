import { beforeAll, describe, expect, it } from 'vitest'

import { speak } from '../i18n'
import { bytes, callMoney, change, clock, compact, count, day, decimal, duration, exact, exactMoney, fullDay, money, nano, price, rate, second, setZone, short, shortID, typed, when } from '.'

beforeAll(async () => {
  await speak('en')
  setZone('utc')
})

describe('money', () => {
  it.each([
    ['3912.48', '$3,912.48'], ['0', '$0.00'], ['-12.4', '−$12.40'], ['0.000024750', '$0.000025'], ['0.5', '$0.50'], ['0.055561', '$0.055561'],
    ['1234567.895', '$1,234,567.90'], ['0.9999999', '$1.00'], ['9007199254740993.01', '$9,007,199,254,740,993.01'],
  ])('%s is %s', (v, want) => expect(money(v)).toBe(want))

  it('has a sign for credits', () => {
    expect(money('2000', { sign: true })).toBe('+$2,000.00')
    expect(money('-904.13', { sign: true })).toBe('−$904.13')
  })
  it('of one call has six places', () => {
    expect(callMoney('0.0555606')).toBe('$0.055561')
    expect(callMoney('0')).toBe('$0')
    expect(exactMoney('0.0555606')).toBe('$0.055560600')
  })
  it('reads what people type, without floats', () => {
    expect(typed('+25')).toBe(25_000_000_000n)
    expect(typed('-3.5')).toBe(-3_500_000_000n)
    expect(typed('$1,200.00')).toBe(1_200_000_000_000n)
    expect(typed('−$12.40')).toBe(-12_400_000_000n)
    expect(typed('1e9')).toBeUndefined()
    expect(typed('')).toBeUndefined()
    expect(nano('0.0000000001')).toBeUndefined()
    for (const s of ['0.1', '-3.5', '1200', '0.000000001']) expect(decimal(nano(s) ?? 0n)).toBe(s)
  })
  it('shows prices as they were entered', () => {
    expect(price('3')).toBe('$3.00')
    expect(price('0.075')).toBe('$0.075')
    expect(price('0.60')).toBe('$0.60')
  })
  it('converts for display', () => expect(second('3912.48', '¥', '7.28')).toBe('≈ ¥28,483'))
})

describe('numbers', () => {
  it('are exact, and compact from ten million on', async () => {
    expect(count(1_284_093)).toBe('1,284,093')
    expect(compact(1_284_093)).toEqual({ figure: '1,284,093', unit: '' })
    expect(compact(4_820_000_000)).toEqual({ figure: '4.82', unit: 'B' })
    expect(short(15_000)).toBe('15k')
    await speak('zh')
    expect(compact(4_820_000_000)).toEqual({ figure: '48.2', unit: '亿' })
    expect(short(15_000)).toBe('1.5万')
    await speak('en')
  })
  it('never round success up', () => {
    expect(rate(0.99996)).toBe('99.99%')
    expect(rate(1)).toBe('100.00%')
    expect(rate(0.612)).toBe('61.20%')
  })
  it('compare', () => {
    expect(change(108.2, 100)).toBe('+8.2%')
    expect(change(90, 100)).toBe('−10.0%')
    expect(change(1, 0)).toBeUndefined()
  })
  it.each([[0.312, '312 µs'], [412, '412 ms'], [1.5, '1.5 ms'], [1940, '1.94 s'], [21_060, '21.1 s'], [134_000, '2 min 14 s'], [37_920_000, '10 h 32 min'], [999.7, '1.00 s']])('%d ms is %s', (ms, want) => expect(duration(ms)).toBe(want))
  it('measure bytes', () => expect([bytes(102), bytes(4706), bytes(41 * 2 ** 30)]).toEqual(['102 B', '4.60 KB', '41.0 GB']))
})

describe('times', () => {
  const at = '2026-11-22T19:46:41.208Z'
  it('are absolute', async () => {
    expect(clock(at)).toBe('19:46:41')
    expect(day(at)).toBe('22 Nov')
    expect(fullDay(at)).toBe('22 Nov 2026')
    expect(exact(at)).toBe('2026-11-22T19:46:41.208Z')
    await speak('zh')
    expect(day(at)).toBe('11月22日')
    expect(fullDay(at)).toBe('2026年11月22日')
    await speak('en')
  })
  it('are relative below one minute only', () => {
    const now = Date.parse(at)
    expect(when(now - 12_000, now)).toBe('12 s ago')
    expect(when(now - 61_000, now)).toBe('19:45:40')
    expect(when(now - 2 * 86_400_000, now)).toBe('20 Nov 19:46')
  })
})

it('shortens ids in the middle', () => expect(shortID('req_06h0scg9688r6833f74fck3mmc')).toBe('req_06h0sc…3mmc'))
