/** Colour on terminals that want it, plain text everywhere else. */

/** Colours of the terminal's own palette, and greens from faint to full. */
export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'green1' | 'green2' | 'green3' | 'green4'
export type Paint = (colour: Colour, text: string) => string

const codes: Readonly<Record<Colour, string>> = {
  bold: '1',
  dim: '2',
  red: '31',
  green: '32',
  yellow: '33',
  cyan: '36',
  green1: '38;5;22',
  green2: '38;5;28',
  green3: '38;5;34',
  green4: '38;5;46',
}

export const plain: Paint = (_, text) => text
export const coloured: Paint = (colour, text) => (text === '' ? '' : `\u001b[${codes[colour]}m${text}\u001b[0m`)

/** Colour only where a person looks at a terminal and has not said no (`NO_COLOR`, see no-color.org). */
export const paintFor = (
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Paint => (stream.isTTY && !environment.NO_COLOR && environment.TERM !== 'dumb' ? coloured : plain)
