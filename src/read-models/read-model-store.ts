/** The port to the read models: documents, portfolio contributions and the checkpoint, kept consistent with each other. */
import { conflict, type DomainError } from '../../domain/errors.js'
import type { Contribution, FoldedDocument } from '../../projections/read-model.js'

/** Names one document. */
export interface DocumentRef {
  readonly model: string
  readonly customer: string
  readonly part: string
}

/** A document as stored, in the model it belongs to. */
export interface DocumentWrite extends FoldedDocument {
  readonly model: string
}

/** What one batch of the engine changes, in one transaction. */
export interface Commit {
  /** The checkpoint the batch was computed on; the commit is refused when it has moved. */
  readonly from: number
  readonly to: number
  readonly documents: readonly DocumentWrite[]
  /** Changes of portfolio sums, each key at most once. */
  readonly contributions: Iterable<Contribution>
}

/** A page of a customer's documents in one model, in the order of their parts. */
export interface PageRequest {
  readonly model: string
  readonly customer: string
  /** Only parts beyond this one, in the direction of reading. */
  readonly after?: string
  /** Only parts that sort up to this text. */
  readonly until?: string
  readonly backwards?: boolean
  readonly limit: number
}

/** Several questions answered from one state of the store. */
export interface ReadRequest {
  readonly documents?: readonly DocumentRef[]
  readonly pages?: readonly PageRequest[]
  /** Figures whose sums are wanted, all keys in order. */
  readonly figures?: readonly string[]
  /** How much of a measure lies below a key of a figure. */
  readonly ranks?: readonly { readonly figure: string; readonly key: number; readonly measure: string }[]
}

export interface ReadAnswer {
  /** The checkpoint: everything answered reflects the log up to here. */
  readonly position: number
  readonly documents: readonly (FoldedDocument | undefined)[]
  readonly pages: readonly (readonly FoldedDocument[])[]
  readonly figures: readonly (readonly Contribution[])[]
  readonly ranks: readonly { readonly below: number; readonly total: number }[]
}

/** One state of the read models, untouched by what is committed meanwhile. */
export interface Snapshot {
  readonly position: number
  /** All documents of a model, by customer and part. */
  readonly documents: (model: string) => Iterable<FoldedDocument> | AsyncIterable<FoldedDocument>
  /** All portfolio sums, by figure and key; none of them zero. */
  readonly contributions: () => Iterable<Contribution> | AsyncIterable<Contribution>
}

/** What the folds make of the log. Everything in it can be rebuilt. */
export interface ReadModels {
  /** The position up to which the log is reflected. */
  checkpoint(): Promise<number>
  /** The definition (names, versions, rules) that the documents were folded with. */
  definition(): Promise<string>
  read(request: ReadRequest): Promise<ReadAnswer>
  /**
   * Writes a batch: documents, sums and checkpoint together or not at all.
   * @throws DomainError `checkpoint-moved` when another engine was first
   */
  commit(commit: Commit): Promise<void>
  /** Lets `work` look at everything in one state. */
  snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T>
}

/** The live read models. */
export interface ReadModelStore extends ReadModels {
  /** Empty read models beside the live ones, to rebuild into. An unfinished earlier rebuild is thrown away. */
  beside(definition: string): Promise<Rebuild>
  stop(): Promise<void>
}

/** Read models being rebuilt: taken over or thrown away at the end. */
export interface Rebuild {
  readonly readModels: ReadModels
  /** Makes them the live ones, in one step. */
  takeOver(): Promise<void>
  discard(): Promise<void>
}

/** Another engine committed since the batch was read. */
export const checkpointMoved = (expected: number, actual: number): DomainError =>
  conflict('checkpoint-moved', `The checkpoint is ${actual}, not ${expected}: another engine is projecting`, {
    expected,
    actual,
  })
