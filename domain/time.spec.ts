import fc from 'fast-check'
import {
  dayNumber,
  dayOfNumber,
  isDay,
  isInstant,
  monthAfter,
  monthsBetween,
  parseInstant,
  parseUntil,
} from './time.js'

const unreadable = expect.objectContaining({ name: 'DomainError', code: 'instant-unreadable' })

const day = (year: number, month: number, date: number): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
const anyYear = fc.integer({ min: 1600, max: 2400 })
const anyDay = fc.integer({
  min: Date.UTC(1600, 0, 1) / 86_400_000,
  max: Date.UTC(2400, 11, 31) / 86_400_000,
})

describe('a day', () => {
  test('exists exactly where the calendar has it', () => {
    fc.assert(
      fc.property(anyYear, fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }), (year, month, date) => {
        const lastOfMonth = new Date(Date.UTC(year, month, 0)).getUTCDate()
        const exists = month >= 1 && month <= 12 && date >= 1 && date <= lastOfMonth
        expect(isDay(day(year, month, date))).toBe(exists)
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['2000-02-29', true],
    ['1900-02-29', false],
    ['2023-02-29', false],
    ['2024-02-30', false],
    ['2024-04-31', false],
    ['2024-1-01', false],
    ['24-01-01', false],
    ['2024-01-01T00:00', false],
    [' 2024-01-01', false],
    ['2024-01-01\n', false],
    ['', false],
  ])('%j: %s', (text, exists) => expect(isDay(text)).toBe(exists))

  test('has a number, counted from 1970 as the computer’s clock counts', () => {
    fc.assert(
      fc.property(anyDay, (number) => {
        const text = new Date(number * 86_400_000).toISOString().slice(0, 10)
        expect(dayNumber(text)).toBe(number)
        expect(dayOfNumber(number)).toBe(text)
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['1997-01-01', 9862],
    ['2000-02-29', 11016],
    ['2000-03-01', 11017],
    ['1600-02-29', -135081],
    ['0000-03-01', -719468],
  ])('%s is day %d', (text, number) => expect(dayNumber(text)).toBe(number))
})

describe('reading an instant', () => {
  test.each([
    ['1997-01-01T10:30:00Z', '1997-01-01T10:30:00.000Z'],
    ['1997-01-01T10:30Z', '1997-01-01T10:30:00.000Z'],
    ['1997-01-01T00:30:00+01:00', '1996-12-31T23:30:00.000Z'],
    ['1997-01-01T00:30:00+0100', '1996-12-31T23:30:00.000Z'],
    ['1996-12-31T23:30:00-05:30', '1997-01-01T05:00:00.000Z'],
    ['1997-01-01T10:30:00.5Z', '1997-01-01T10:30:00.500Z'],
    ['1997-01-01T10:30:00.123999999Z', '1997-01-01T10:30:00.123Z'],
    ['1997-01-01T24:00:00Z', '1997-01-02T00:00:00.000Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s is %s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant)
    expect(isInstant(parseInstant(text))).toBe(true)
  })

  test.each([
    ['no zone', '1997-01-01T10:30:00'],
    ['a day only', '1997-01-01'],
    ['a day that does not exist', '1997-02-29T10:30:00Z'],
    ['an hour that does not exist', '1997-01-01T25:00:00Z'],
    ['a minute that does not exist', '1997-01-01T10:60:00Z'],
    ['a leap second', '1998-12-31T23:59:60Z'],
    ['an offset that does not exist', '1997-01-01T10:30:00+24:00'],
    ['the name of a zone', '1997-01-01T10:30:00 CET'],
    ['a blank for the T', '1997-01-01 10:30:00Z'],
    ['words', 'yesterday'],
    ['nothing', ''],
    ['an instant before the year 0 in UTC', '0000-01-01T00:00:00+01:00'],
    ['an instant after the year 9999 in UTC', '9999-12-31T23:59:59-01:00'],
  ])('refuses %s', (_, text) => expect(() => parseInstant(text)).toThrow(unreadable))

  test('gives the moment that the clock shows there, whatever the offset', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1600-01-02'), max: new Date('2400-12-30'), noInvalidDate: true }),
        fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 }),
        (moment, offset) => {
          const local = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, -1)
          const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60]
          const zone = `${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
          expect(parseInstant(local + zone)).toBe(moment.toISOString())
        },
      ),
    )
  })
})

test('only the one written form is stored as an instant', () => {
  expect(isInstant('1997-01-01T10:30:00.000Z')).toBe(true)
  for (const text of [
    '1997-01-01T10:30:00Z',
    '1997-01-01T10:30:00.000+00:00',
    '1997-02-29T10:30:00.000Z',
    '1997-01-01T24:00:00.000Z',
    '+010000-01-01T00:00:00.000Z',
  ])
    expect(isInstant(text)).toBe(false)
})

test('instants sort as text in the order of time', () => {
  const anyInstant = fc
    .date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
    .map((moment) => parseInstant(moment.toISOString()))
  fc.assert(fc.property(anyInstant, anyInstant, (a, b) => expect(a < b).toBe(Date.parse(a) < Date.parse(b))))
})

test('the upper end of a period is an instant, or the end of a day', () => {
  expect(parseUntil('1997-06-30')).toBe('1997-06-30T23:59:59.999Z')
  expect(parseUntil('1997-06-30T12:00:00+02:00')).toBe('1997-06-30T10:00:00.000Z')
  expect(() => parseUntil('1997-06-31')).toThrow(unreadable)
})

test.each([
  ['1997-01', '1997-01', 0],
  ['1997-01', '1998-06', 17],
  ['1996-12', '1997-01', 1],
  ['1997-03', '1997-01', -2],
])('from %s to %s are %d months', (from, to, months) => {
  expect(monthsBetween(from, to)).toBe(months)
  expect(monthAfter(from, months)).toBe(to)
})
