/** Tables of the ledger as CSV or NDJSON, streamed: however many rows there are, few are in memory. */
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common'
import { ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { TableExport, type Exported } from '../../exporting/table-export.js'
import { mediaTypes, type TableFormat } from '../../exporting/table-text.js'
import { tables } from '../../exporting/tables.js'
import { Problems } from '../problems/problems.decorator.js'
import { AwaitedPosition } from '../reading/awaited-position.pipe.js'
import { pointInTime } from '../reading/point-in-time.dto.js'
import { TableQueryDto, TablesDto } from './tables.dto.js'

/** A state of the read models is held while a table is read: not for ever, for a client that takes nothing any more. */
const longestPauseMs = 60_000

/** Of several that are accepted, CSV. */
const formatFor = ({ headers: { accept = '' } }: FastifyRequest): TableFormat =>
  accept.includes('application/x-ndjson') && !accept.includes('text/csv') ? 'ndjson' : 'csv'

@Controller('tables')
@ApiTags('tables')
export class TablesController {
  constructor(@Inject(TableExport) private readonly exporting: TableExport) {}

  /** Which tables there are, and their columns. */
  @Get()
  @ApiOkResponse({ type: TablesDto, description: 'All of them.' })
  @Problems({ 503: ['event-store-stopped'] })
  list(): TablesDto {
    return { tables: tables.map(({ name, row, columns }) => ({ name, row, columns })) }
  }

  /**
   * A table as CSV with a header row, or as one JSON object per line with `Accept: application/x-ndjson`.
   * @remarks Money is in minor units with its currency in a column. All rows are of one state of the ledger. An answer that
   * breaks off is not ended properly, so that no client takes a part for the whole.
   */
  @Get(':table')
  @ApiParam({ name: 'table', description: 'One of those that `GET /tables` tells.', example: 'value' })
  @ApiOkResponse({
    description: 'Rows in the order of customers.',
    headers: {
      'Touchledger-Position': {
        description: 'The rows reflect the log up to this position.',
        schema: { type: 'integer' },
      },
      'Touchledger-As-Of': { description: 'Only what had happened by then.', schema: { type: 'string' } },
      'Touchledger-Known-At': { description: 'Only what had been recorded by then.', schema: { type: 'string' } },
    },
    content: { 'text/csv': {}, 'application/x-ndjson': {} },
  })
  @Problems({
    400: ['request-invalid'],
    404: ['table-unknown', 'value-model-none'],
    422: ['potential-model-inactive', 'lifetime-unbounded'],
    503: ['position-not-reached', 'projection-stopped', 'event-store-stopped'],
  })
  async table(
    @Param('table') table: string,
    @Query(AwaitedPosition) query: TableQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { format = formatFor(request), guardFormulas } = query
    const options = { table, at: pointInTime(query), format, guardFormulas: guardFormulas === 'true' }
    await this.exporting.export(options, (exported) => send(exported, format, reply))
  }
}

/** Until the last row was taken, or the client went away. */
const send = async (
  { table, asOf, knownAt, position, text }: Exported,
  format: TableFormat,
  reply: FastifyReply,
): Promise<void> => {
  const patience = setTimeout(() => body.destroy(), longestPauseMs).unref()
  const body = Readable.from(patiently(text, patience), { objectMode: false })
  void reply
    .type(mediaTypes[format])
    .header('Content-Disposition', `attachment; filename="${table}.${format}"`)
    .header('Touchledger-Position', position)
    .header('Touchledger-As-Of', asOf)
    .header('Touchledger-Known-At', knownAt)
    .header('Vary', 'Accept')
    .send(body)
  // Who breaks it off is told by Fastify, in its log; nobody is left to be answered.
  await finished(body).catch(() => undefined)
  clearTimeout(patience)
}

/** Waits anew for every piece to be taken. */
async function* patiently(text: AsyncIterable<string>, patience: NodeJS.Timeout): AsyncGenerator<string> {
  for await (const piece of text) {
    patience.refresh()
    yield piece
  }
}
