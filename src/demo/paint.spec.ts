import { coloured, paintFor, plain } from './paint.js'

describe('colour', () => {
  test('is for terminals', () => {
    expect(paintFor({ isTTY: true }, {})).toBe(coloured)
    expect(paintFor({}, {})).toBe(plain)
  })

  test('is left out where NO_COLOR says so, or the terminal has none', () => {
    expect(paintFor({ isTTY: true }, { NO_COLOR: '1' })).toBe(plain)
    expect(paintFor({ isTTY: true }, { NO_COLOR: '' })).toBe(coloured)
    expect(paintFor({ isTTY: true }, { TERM: 'dumb' })).toBe(plain)
  })

  test('ends where its text ends', () => {
    expect(coloured('red', 'late')).toBe('\u001b[31mlate\u001b[0m')
    expect(coloured('red', '')).toBe('')
    expect(plain('red', 'late')).toBe('late')
  })
})
