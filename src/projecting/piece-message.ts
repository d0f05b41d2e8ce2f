/** A folded piece on its way between threads: columns of texts, which are copied many times faster than objects. */
import type { DocumentText, DocumentWrite } from '../read-models/read-model-store.js'
import type { FoldedPiece } from './fold-partitions.js'

/** The documents of one read model; the nth entries of all columns are one document. */
interface Columns {
  readonly model: string
  readonly customers: string[]
  readonly parts: string[]
  readonly occurredAt: string[]
  readonly positions: number[]
  readonly texts: string[]
}

export interface PieceMessage extends Omit<FoldedPiece, 'documents'> {
  readonly columns: readonly Columns[]
}

/** Puts a piece, whose documents are objects, into columns. */
export const toMessage = ({ documents, ...piece }: FoldedPiece): PieceMessage => {
  const columns = new Map<string, Columns>()
  for (const { model, customer, part, seen, body } of documents as readonly DocumentWrite[]) {
    let of = columns.get(model)
    if (!of) {
      of = { model, customers: [], parts: [], occurredAt: [], positions: [], texts: [] }
      columns.set(model, of)
    }
    of.customers.push(customer)
    of.parts.push(part)
    of.occurredAt.push(seen.occurredAt)
    of.positions.push(seen.position)
    of.texts.push(JSON.stringify(body))
  }
  return { ...piece, columns: [...columns.values()] }
}

/** The piece again, read model by read model. */
export const fromMessage = ({ columns, ...piece }: PieceMessage): FoldedPiece => {
  const documents: DocumentText[] = []
  for (const { model, customers, parts, occurredAt, positions, texts } of columns)
    for (const [at, customer] of customers.entries())
      documents.push({
        model,
        customer,
        part: parts[at]!,
        seen: { occurredAt: occurredAt[at]!, position: positions[at]! },
        text: texts[at]!,
      })
  return { ...piece, documents }
}
