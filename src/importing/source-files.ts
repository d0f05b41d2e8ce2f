/** Which files an import reads, and where they lie. */
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { invalid, notFound } from '../../domain/errors.js'
import { keyColumnsOf } from './input-plan.js'
import type { Mapping } from './mapping.js'
import type { InputText, JoinText, LayoutText } from './mapping-shape.js'

/** A file with its size in bytes. */
export interface SourceFile {
  readonly path: string
  readonly bytes: number
}

/** A file that is joined. Joins that need the same rows by the same key have the same `key`. */
export interface JoinSource {
  readonly name: string
  readonly key: string
  readonly join: JoinText
  readonly file: SourceFile
}

/** An input with its files. */
export interface InputSource {
  readonly name: string
  readonly input: InputText
  readonly file: SourceFile
  readonly joins: readonly JoinSource[]
}

/**
 * Finds the files of a mapping: `path` is the folder they are in or, where the mapping has one input, its file.
 * A file may be packed: `orders.csv.gz` for `orders.csv`.
 * @throws DomainError `import-path-unfit`, `import-file-missing`
 */
export const findSources = async (mapping: Mapping, path: string): Promise<readonly InputSource[]> => {
  const inputs = Object.entries(mapping.inputs)
  const given = await fileAt(path)
  if (!given) throw missing(path)
  if (given !== 'folder' && inputs.length > 1)
    throw invalid(
      'import-path-unfit',
      `${mapping.name} reads ${inputs.map(([, { file }]) => file).join(', ')}: give the folder they are in, not one file`,
      { path },
    )
  const folder = given === 'folder' ? path : dirname(path)
  const sources: InputSource[] = []
  for (const [name, input] of inputs) {
    const file = given === 'folder' ? await fileIn(folder, input.file) : given
    if (!file) throw missing(join(folder, input.file))
    const joins: JoinSource[] = []
    for (const [joinName, text] of Object.entries(input.joins ?? {})) {
      const joined = await fileIn(folder, text.file)
      if (!joined) throw missing(join(folder, text.file))
      joins.push({ name: joinName, key: stagingKey(text), join: text, file: joined })
    }
    sources.push({ name, input, file, joins })
  }
  return sources
}

/** Bytes to read for all of them. */
export const bytesOf = (sources: readonly InputSource[]): number => {
  const joined = new Map(sources.flatMap(({ joins }) => joins.map(({ key, file }) => [key, file.bytes] as const)))
  const inputs = sources.map(({ file }) => file.bytes)
  return [...inputs, ...joined.values()].reduce((sum, bytes) => sum + bytes, 0)
}

const stagingKey = (join: JoinText & LayoutText): string =>
  JSON.stringify([join.file, join.format, join.delimiter, join.columns, keyColumnsOf(join), join.many ?? false])

const missing = (path: string): Error => notFound('import-file-missing', `There is no file ${path}`, { file: path })

const fileIn = async (folder: string, name: string): Promise<SourceFile | undefined> => {
  for (const path of [join(folder, name), join(folder, `${name}.gz`)]) {
    const found = await fileAt(path)
    if (found && found !== 'folder') return found
  }
  return undefined
}

const fileAt = async (path: string): Promise<SourceFile | 'folder' | undefined> => {
  try {
    const found = await stat(path)
    return found.isDirectory() ? 'folder' : { path, bytes: found.size }
  } catch {
    return undefined
  }
}
