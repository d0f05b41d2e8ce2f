/** Mappings: how the columns of a source system's files become events. See docs/mapping.md. */
import { checkInput } from './input-plan.js'
import type { Place } from './mapping-place.js'
import { readDefinition } from './definition-file.js'
import { MappingShape, shaped, type MappingText } from './mapping-shape.js'
import { checkCurrency, checkZone } from './value.js'

/** A mapping that was read and checked. */
export interface Mapping extends MappingText {
  readonly place: Place
}

/**
 * Reads and checks a mapping: one that comes with the project by its name (`cdnow`), any other by its file.
 * @throws DomainError `mapping-unknown`, `mapping-unreadable` (no YAML), `mapping-invalid` (facts: `file`, `line`, `path`)
 */
export const loadMapping = async (nameOrPath: string): Promise<Mapping> => {
  const { content, place } = await readDefinition(nameOrPath, 'mapping')
  const mapping = shaped(MappingShape, content, place)
  if (Object.keys(mapping.inputs).length === 0) throw place.at('inputs').wrong('there must be one at least')
  if (mapping.zone !== undefined) checkZone(mapping.zone, place.at('zone'))
  if (mapping.currency !== undefined) checkCurrency(mapping.currency, place.at('currency'))
  for (const [name, input] of Object.entries(mapping.inputs)) checkInput(mapping, input, place.at('inputs', name))
  return { ...mapping, place }
}
