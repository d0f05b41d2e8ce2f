/** The port to the read models: documents, portfolio contributions and the checkpoint, kept consistent with each other. */
import { conflict, type DomainError } from '../../domain/errors.js'
import type { Instant } from '../../domain/time.js'
import type { Share } from './partitions.js'
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

/** A document whose body is JSON text already, as it came from another thread. */
export interface DocumentText extends Omit<DocumentWrite, 'body'> {
  readonly text: string
}

/** Where read models stand: what a commit is computed on. */
export interface Checkpoint {
  /** The log is reflected up to here. */
  readonly position: number
  /** Another text after every commit that leaves the position where it was, and in every generation. */
  readonly edition: string
  /** What the last commit noted for whoever goes on from here. */
  readonly note?: string
}

/** What one batch of the engine changes, in one transaction. */
export interface Commit {
  /** The checkpoint the batch was computed on; the commit is refused when position or edition is another by now. */
  readonly from: Pick<Checkpoint, 'position' | 'edition'>
  /** The position reached; the same as before where documents are put right, or a rebuild is on its way. */
  readonly to: number
  /** Customers of whom every document, in every model, and the parked event go before anything is written. */
  readonly removed?: readonly string[]
  readonly documents: readonly (DocumentWrite | DocumentText)[]
  /** Changes of portfolio sums, each key at most once. */
  readonly contributions: Iterable<Contribution>
  /** Customers whose folding stops at an event; replaces what was parked of them. */
  readonly parked?: readonly ParkedEvent[]
  readonly note?: string
}

/** The event that a customer’s fold could not take. Those after it wait; the documents reflect what came before it in the log. */
export interface ParkedEvent {
  readonly customer: string
  readonly position: number
  readonly stream: string
  readonly revision: number
  readonly id: string
  readonly type: string
  readonly recordedAt: Instant
  /** How many events of the customer wait, with this one. */
  readonly waiting: number
  readonly error: { readonly code: string; readonly message: string }
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
  /** Where each part stands, of read models that are in several. */
  readonly positions?: readonly { readonly share: Share; readonly position: number }[]
  /** All documents of a model, by customer and part. */
  readonly documents: (model: string) => Iterable<FoldedDocument> | AsyncIterable<FoldedDocument>
  /** All portfolio sums, by figure and key; none of them zero. */
  readonly contributions: () => Iterable<Contribution> | AsyncIterable<Contribution>
  /** What is parked, by customer. */
  readonly parked: () => Iterable<ParkedEvent> | AsyncIterable<ParkedEvent>
}

/** What can be asked of read models. */
export interface ReadModelReader {
  checkpoint(): Promise<Checkpoint>
  /** The definition (names, versions, rules) that the documents were folded with. */
  definition(): Promise<string>
  read(request: ReadRequest): Promise<ReadAnswer>
  /** What is parked, by position. */
  parked(): Promise<readonly ParkedEvent[]>
  /** Lets `work` look at everything in one state. */
  snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T>
}

/** What the folds make of the log. Everything in it can be rebuilt. */
export interface ReadModels extends ReadModelReader {
  /**
   * Writes a batch: documents, sums, parked events and checkpoint together or not at all. Answers the new checkpoint.
   * @throws DomainError `checkpoint-moved` when another engine was first, or another generation took over;
   * `rebuild-overtaken` where they were being built and were thrown away or replaced meanwhile
   */
  commit(commit: Commit): Promise<Checkpoint>
}

/** One set of read models: the one that is read, one being built beside it, or the one that was live before. */
export interface Generation {
  readonly name: string
  readonly role: 'live' | 'building' | 'previous'
  readonly definition: string
  readonly checkpoint: Checkpoint
  /** It cannot be read any more, so that neither of the two is known: it counts as folded by nothing, up to position 0. */
  readonly isDamaged?: true
}

/** The live read models. */
export interface ReadModelStore extends ReadModels {
  /** The live generation, damaged or not, then those beside it that can be read. */
  generations(): Promise<readonly Generation[]>
  /**
   * Read models beside the live ones, to build and then take over.
   * `anew`: empty ones; a building that was not finished is thrown away.
   * `resume`: those of this definition that an earlier building left unfinished, else those that were live before, else
   * empty ones.
   */
  beside(definition: string, begin?: 'anew' | 'resume'): Promise<Rebuild>
  /**
   * Notes that an engine is at work and will be for so many milliseconds, 0 when it stops. Answers the names of all that are,
   * in order. By the clocks of those who ask, which must agree to a fraction of that time.
   */
  atWork(engine: string, forMs: number): Promise<readonly string[]>
  stop(): Promise<void>
}

/** Read models beside the live ones: taken over or thrown away at the end, or left for another time. */
export interface Rebuild {
  readonly readModels: ReadModels
  /**
   * Makes them the live ones, in one step; those that were live before stay beside, until the next building takes over.
   * @throws DomainError `rebuild-behind` when the live ones reflect more of the log, and nothing is changed: catch up and ask
   * again; `rebuild-overtaken` when another building was begun or took over meanwhile
   * `evenBehind`: whatever the live ones reflect, which then is another log than this.
   */
  takeOver(evenBehind?: boolean): Promise<void>
  /** Leaves what is built for `resume`. */
  leave(): Promise<void>
  discard(): Promise<void>
}

/** Another engine committed since the batch was read. */
export const checkpointMoved = (
  expected: Pick<Checkpoint, 'position'>,
  actual: Pick<Checkpoint, 'position'>,
): DomainError =>
  conflict(
    'checkpoint-moved',
    expected.position === actual.position
      ? `The documents at position ${actual.position} were put right or taken over meanwhile`
      : `The checkpoint is ${actual.position}, not ${expected.position}: another engine is projecting`,
    { expected: expected.position, actual: actual.position },
  )

/** The live read models reflect more of the log than those that are to take over. */
export const rebuildBehind = (rebuilt: number, live: number): DomainError =>
  conflict('rebuild-behind', `What is built reflects position ${rebuilt}; the live read models reflect ${live}`, {
    rebuilt,
    live,
  })

/** Another building was first. */
export const rebuildOvertaken = (): DomainError =>
  conflict('rebuild-overtaken', 'Another rebuild was started or took over meanwhile; this one is thrown away')
