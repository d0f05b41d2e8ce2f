/** YAML files in which users define things: a mapping, a model of value. Some come with the project and go by their names. */
import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LineCounter, parseDocument } from 'yaml'
import { invalid, notFound } from '../../domain/errors.js'
import { topOf, type Place } from './mapping-place.js'

/** Where those that come with the project are, beside its package.json. */
const folders = { mapping: 'mappings', 'value-model': 'models' } as const

const shippedFolder = (kind: keyof typeof folders): string => {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return join(folder, folders[kind])
}

/**
 * Reads one that comes with the project by its name, any other by its file.
 * @throws DomainError `…-unknown`, `…-unreadable` (no YAML), after its kind
 */
export const readDefinition = async (
  nameOrPath: string,
  kind: keyof typeof folders,
): Promise<{ readonly content: unknown; readonly place: Place }> => {
  const named = /^[a-z0-9-]+$/.test(nameOrPath)
  const folder = shippedFolder(kind)
  const file = named ? join(folder, `${nameOrPath}.yaml`) : nameOrPath
  const lines = new LineCounter()
  const document = parseDocument(await readText(file, named, kind, folder), { lineCounter: lines })
  const [error] = document.errors
  if (error) throw invalid(`${kind}-unreadable`, `${file} is no YAML: ${error.message}`, { file })
  return { content: document.toJS(), place: topOf(file, document, lines, kind) }
}

const readText = async (file: string, named: boolean, kind: string, folder: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const shipped = readdirSync(folder).flatMap((name) => (name.endsWith('.yaml') ? [name.slice(0, -5)] : []))
    throw notFound(
      `${kind}-unknown`,
      named
        ? `There is no ${kind} of that name; there are ${shipped.join(', ')}, or give the path of a YAML file`
        : `Cannot read ${file}: ${(error as Error).message}`,
      { file, known: shipped },
    )
  }
}
