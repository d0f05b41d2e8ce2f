/** Answers to those who run the server. */
export class LiveDto {
  status!: 'live'
}

/** The parts of the read models, numbered from 0. */
export class PartsDto {
  all!: number
  here!: number[]
}

export class ReadyDto {
  status!: 'ready'
  /** Position of the log’s last event. */
  head!: number
  /** Log position that the read models reflect. */
  checkpoint!: number
  /** Events that the read models are behind. */
  lag!: number
  /** How long the oldest event that they do not reflect has been in the log, seconds. */
  lagSeconds!: number
  /** Customers held up by an event that a fold cannot take: `GET /parked`. */
  parked!: number
  /** Parts that the read models are cut into, and those that this process keeps up to date. */
  parts!: PartsDto
}
