/** What can be asked of the feed. */
import { OneOf, Optional, Reference, WholeNumberText } from '../http/fields.js'

export class FeedQueryDto {
  /** Events after this position; from the first where not given. */
  @Optional()
  @WholeNumberText(0, Number.MAX_SAFE_INTEGER)
  after?: number

  /** Events in a page at most; 1,000 where not given. Not for the live feed. */
  @Optional()
  @WholeNumberText(1, 10_000)
  limit?: number

  /** Only events of these types, separated by commas. */
  @Optional()
  @Reference()
  types?: string

  /** Only events of streams whose name starts with this. */
  @Optional()
  @Reference()
  streamPrefix?: string

  /** `true`: a stream of Server-Sent Events, as with `Accept: text/event-stream`. */
  @Optional()
  @OneOf(['true', 'false'])
  live?: 'true' | 'false'
}
