/** A model of customer value as a user writes it: a YAML file, checked down to the line. */
import { ValueModelShape, valueModelProblems, type ValueModel } from '../../domain/value/value-model.js'
import { readDefinition } from '../importing/definition-file.js'
import { shaped } from '../importing/mapping-shape.js'

/**
 * Reads and checks a model: one that comes with the project by its name (`starter`), any other by its file.
 * @throws DomainError `value-model-unknown`, `value-model-unreadable`, `value-model-invalid` (facts: `file`, `line`, `path`)
 */
export const loadValueModel = async (nameOrPath: string): Promise<ValueModel> => {
  const { content, place } = await readDefinition(nameOrPath, 'value-model')
  const model = shaped(ValueModelShape, content, place)
  const [problem] = valueModelProblems(model)
  if (!problem) return model
  const keys = problem.field.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key))
  throw place.at(...keys).wrong(problem.message)
}
