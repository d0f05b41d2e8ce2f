/** A table that can be taken out of the ledger: flat columns in a fixed order, and rows made of what is read. */
import type { Instant } from '../../domain/time.js'
import type { LifecycleRules } from '../../projections/lifecycle/lifecycle.read-model.js'
import type { EventStore } from '../event-store/event-store.js'
import type { CustomerEquityQuery } from '../queries/customer-equity-query.js'
import type { LowValueQuery } from '../queries/low-value-query.js'
import type { MarketQuery } from '../queries/market-query.js'
import type { PointInTime } from '../queries/point-in-time.js'
import type { PortfolioQuery } from '../queries/portfolio-query.js'
import type { PyramidQuery } from '../queries/pyramid-query.js'
import type { SaveDeskQuery } from '../queries/save-desk-query.js'
import type { Portfolio } from '../../projections/portfolio/portfolio.js'

/** Lists and objects stand in CSV as JSON. */
export type Cell = string | number | boolean | null | object

export type Row = Readonly<Record<string, Cell>>

/** Whose document it is, and at what it is looked. */
export interface DocumentContext {
  readonly customer: string
  readonly asOf: Instant
  readonly rules: LifecycleRules
}

interface Described<C extends string> {
  readonly name: string
  /** What one row is, for people. */
  readonly row: string
  readonly columns: readonly C[]
}

/** Rows of every document of a read model. */
export interface DocumentTable<D extends object, C extends string = string> extends Described<C> {
  readonly of: 'documents'
  /** The read model’s name. */
  readonly model: string
  readonly rows: (document: D, context: DocumentContext) => readonly Readonly<Record<C, Cell>>[]
}

/** Rows of the figures over all customers. */
export interface PortfolioTable<C extends string = string> extends Described<C> {
  readonly of: 'portfolio'
  readonly rows: (portfolio: Portfolio) => readonly Readonly<Record<C, Cell>>[]
}

/** What other answers are asked of. */
export interface AnswerSources {
  readonly store: EventStore
  readonly portfolio: PortfolioQuery
  readonly saveDesk: SaveDeskQuery
  readonly equity: CustomerEquityQuery
  readonly lowValue: LowValueQuery
  readonly pyramids: PyramidQuery
  readonly market: MarketQuery
}

/** Rows of an answer that is no document and no part of the portfolio. */
export interface AnswerTable<C extends string = string> extends Described<C> {
  readonly of: 'answer'
  readonly read: (
    sources: AnswerSources,
    at: PointInTime,
  ) => Promise<{ readonly position: number; readonly rows: readonly Readonly<Record<C, Cell>>[] }>
}

/** A table whose document type no longer matters: the read model is found by its name. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- erased on purpose, as in AnyReadModel
export type Table = DocumentTable<any> | PortfolioTable | AnswerTable

/** Holds the rows of a table to its columns. */
export const documentTable = <D extends object>() =>
  function <C extends string>(table: Omit<DocumentTable<D, C>, 'of'>): Table {
    return { of: 'documents', ...table }
  }

/** Holds the rows of a table to its columns. */
export const portfolioTable = <C extends string>(table: Omit<PortfolioTable<C>, 'of'>): Table => ({
  of: 'portfolio',
  ...table,
})

/** Holds the rows of a table to its columns. */
export const answerTable = <C extends string>(table: Omit<AnswerTable<C>, 'of'>): Table => ({ of: 'answer', ...table })
