import { localClock } from './local-time.js'
import { isFormat, momentReader } from './moment-format.js'

const read = (text: string, zone = 'UTC', format?: string) => momentReader(localClock(zone), format)(text)
const instant = (text: string, zone?: string, format?: string) => read(text, zone, format)?.instant

test.each([
  ['1997-01-31', '1997-01-31T00:00:00.000Z'],
  ['1997-01-31 18:05', '1997-01-31T18:05:00.000Z'],
  ['2010-03-31T14:59:42.123456', '2010-03-31T14:59:42.123Z'],
  ['2024-01-31T18:05:09+01:00', '2024-01-31T17:05:09.000Z'],
  ['2024-01-31T18:05:09Z', '2024-01-31T18:05:09.000Z'],
])('%s is read without a format', (text, expected) => {
  expect(instant(text)).toBe(expected)
})

test.each([
  ['19970101', 'yyyyMMdd', '1997-01-01T00:00:00.000Z'],
  ['31.1.2024 18:05', 'd.M.yyyy HH:mm', '2024-01-31T18:05:00.000Z'],
  ['1/31/2024 12:05 am', 'M/d/yyyy h:mm a', '2024-01-31T00:05:00.000Z'],
  ['1/31/2024 12:05 PM', 'M/d/yyyy h:mm a', '2024-01-31T12:05:00.000Z'],
  ['2024-01-31 at 18:05:09.5', "yyyy-MM-dd 'at' HH:mm:ss.SSS", '2024-01-31T18:05:09.500Z'],
])('%s is read as %s', (text, format, expected) => {
  expect(instant(text, 'UTC', format)).toBe(expected)
})

test.each([
  '1997-02-30',
  '1900-02-29',
  '1997-13-01',
  '1997-00-10',
  '1997-01-00',
  '1997-04-31',
  '1997-01-01 25:00',
  '1997-01-01 24:00',
  '1997-01-01 10:60',
  '1997-01-01 10:00:60',
  '1997-1-1',
  '97-01-01',
  '19970101',
  '1997-01-01x',
  'yesterday',
])('there is no instant %s', (text) => {
  expect(read(text)).toBeUndefined()
})

test('29 February is there in leap years', () => {
  expect(instant('2000-02-29')).toBe('2000-02-29T00:00:00.000Z')
})

test('there is no hour 0 or 13 on a clock of twelve hours', () => {
  expect(instant('1/31/2024 0:05 am', 'UTC', 'M/d/yyyy h:mm a')).toBeUndefined()
  expect(instant('1/31/2024 13:05 am', 'UTC', 'M/d/yyyy h:mm a')).toBeUndefined()
})

test.each(['yyyy-MM', 'dd.MM.yyyy mm', 'yyyy-MM-dd hh:mm', 'yyyy-MM-dd YYYY', 'yyyy-MM-dd MM', 'foo', "yyyyMMdd '"])(
  '"%s" is no format',
  (format) => {
    expect(isFormat(format)).toBe(false)
  },
)

test('a day is the instant at which it starts in its zone', () => {
  expect(read('2018-08-15', 'America/Sao_Paulo')).toEqual({ instant: '2018-08-15T03:00:00.000Z', day: '2018-08-15' })
  expect(read('2018-01-15', 'America/Sao_Paulo')).toEqual({ instant: '2018-01-15T02:00:00.000Z', day: '2018-01-15' })
})

test('a day whose midnight is skipped starts when its first minute does', () => {
  expect(instant('2017-10-15', 'America/Sao_Paulo')).toBe('2017-10-15T03:00:00.000Z')
})

test('a local time that is skipped is as much later as was skipped', () => {
  expect(instant('2024-03-31 02:30', 'Europe/Berlin')).toBe('2024-03-31T01:30:00.000Z')
  expect(instant('2024-03-31 01:59', 'Europe/Berlin')).toBe('2024-03-31T00:59:00.000Z')
  expect(instant('2024-03-31 03:00', 'Europe/Berlin')).toBe('2024-03-31T01:00:00.000Z')
})

test('of a local time that comes twice the first counts', () => {
  expect(instant('2024-10-27 02:30', 'Europe/Berlin')).toBe('2024-10-27T00:30:00.000Z')
  expect(instant('2024-10-27 01:30', 'Europe/Berlin')).toBe('2024-10-26T23:30:00.000Z')
  expect(instant('2024-10-27 03:00', 'Europe/Berlin')).toBe('2024-10-27T02:00:00.000Z')
})

test('an instant with an offset counts for the day of the zone', () => {
  expect(read('2018-08-15T01:30:00Z', 'America/Sao_Paulo')).toEqual({
    instant: '2018-08-15T01:30:00.000Z',
    day: '2018-08-14',
  })
})
