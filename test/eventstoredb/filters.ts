/** Which events a filtered subscription wants. */
import type streams from '@eventstore/db-client/generated/streams_pb.js'
import type { LoggedEvent } from './log.js'

export interface Filter {
  readonly matches: (event: LoggedEvent) => boolean
  /** At most so many events are looked at for one page. */
  readonly window: number
  /** A checkpoint comes every so many events looked at. */
  readonly checkpointInterval: number
}

export const pageSize = 32

const matcher = (expression: streams.ReadReq.Options.FilterOptions.Expression): ((text: string) => boolean) => {
  const pattern = expression.getRegex()
  if (pattern) {
    const regex = new RegExp(pattern)
    return (text) => regex.test(text)
  }
  const prefixes = expression.getPrefixList()
  return (text) => prefixes.some((prefix) => text.startsWith(prefix))
}

/** The filter of a request, if it has one. */
export const filterOf = (options: streams.ReadReq.Options): Filter | undefined => {
  const filter = options.getFilter()
  if (!filter) return undefined
  const byType = filter.getEventType()
  const byStream = filter.getStreamIdentifier()
  const matches = byType ? matcher(byType) : byStream ? matcher(byStream) : () => true
  const window = filter.hasMax() ? filter.getMax() : pageSize
  return {
    matches: (event) => matches(byType ? event.type : event.stream),
    window,
    checkpointInterval: window * filter.getCheckpointintervalmultiplier(),
  }
}
