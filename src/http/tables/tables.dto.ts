/** What is said of tables, and what can be asked of them. */
import { ApiProperty } from '@nestjs/swagger'
import { tableFormats, type TableFormat } from '../../exporting/table-text.js'
import { OneOf, Optional } from '../fields.js'
import { PointInTimeDto } from '../reading/point-in-time.dto.js'

export class TableDto {
  name!: string
  /** What one row is. */
  row!: string
  /** In their order. */
  @ApiProperty({ type: [String] })
  columns!: readonly string[]
}

export class TablesDto {
  @ApiProperty({ type: [TableDto] })
  tables!: readonly TableDto[]
}

export class TableQueryDto extends PointInTimeDto {
  /** Wins over `Accept`. */
  @Optional()
  @OneOf(tableFormats)
  format?: TableFormat

  /** CSV: puts an apostrophe before texts that a spreadsheet would compute; the texts are then not the exact ones. */
  @Optional()
  @OneOf(['true', 'false'])
  guardFormulas?: 'true' | 'false'
}
