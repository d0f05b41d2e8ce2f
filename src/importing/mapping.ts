/** Mappings: how the columns of a source system's files become events. See docs/mapping.md. */
import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LineCounter, parseDocument } from 'yaml'
import { invalid, notFound } from '../../domain/errors.js'
import { checkInput } from './input-plan.js'
import { topOf, type Place } from './mapping-place.js'
import { MappingShape, shaped, type MappingText } from './mapping-shape.js'
import { checkCurrency, checkZone } from './value.js'

/** A mapping that was read and checked. */
export interface Mapping extends MappingText {
  readonly place: Place
}

/** The folder of the mappings that come with the project, beside its package.json. */
const mappingsFolder = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return join(folder, 'mappings')
}

/**
 * Reads and checks a mapping: one that comes with the project by its name (`cdnow`), any other by its file.
 * @throws DomainError `mapping-unknown`, `mapping-unreadable` (no YAML), `mapping-invalid` (facts: `file`, `line`, `path`)
 */
export const loadMapping = async (nameOrPath: string): Promise<Mapping> => {
  const named = /^[a-z0-9-]+$/.test(nameOrPath)
  const file = named ? join(mappingsFolder(), `${nameOrPath}.yaml`) : nameOrPath
  const lines = new LineCounter()
  const document = parseDocument(await readMapping(file, named), { lineCounter: lines })
  const [error] = document.errors
  if (error) throw invalid('mapping-unreadable', `${file} is no YAML: ${error.message}`, { file })
  const place = topOf(file, document, lines)
  const mapping = shaped(MappingShape, document.toJS(), place)
  if (Object.keys(mapping.inputs).length === 0) throw place.at('inputs').wrong('there must be one at least')
  if (mapping.zone !== undefined) checkZone(mapping.zone, place.at('zone'))
  if (mapping.currency !== undefined) checkCurrency(mapping.currency, place.at('currency'))
  for (const [name, input] of Object.entries(mapping.inputs)) checkInput(mapping, input, place.at('inputs', name))
  return { ...mapping, place }
}

const readMapping = async (file: string, named: boolean): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const shipped = readdirSync(mappingsFolder()).flatMap((name) => (name.endsWith('.yaml') ? [name.slice(0, -5)] : []))
    throw notFound(
      'mapping-unknown',
      named
        ? `There is no mapping of that name; there are ${shipped.join(', ')}, or give the path of a YAML file`
        : `Cannot read ${file}: ${(error as Error).message}`,
      { file, known: shipped },
    )
  }
}
