/** Whether what is stored is still what the log says, as found out while the server runs. */
import { Controller, Get, Inject } from '@nestjs/common'
import { ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { DriftWatch } from '../../projecting/drift-watch.js'
import { Problems } from '../problems/problems.decorator.js'
import { DriftDto } from './drift.dto.js'

@Controller('drift')
@ApiTags('operations')
export class DriftController {
  constructor(@Inject(DriftWatch) private readonly watch: DriftWatch) {}

  /** Which customers differ from the log: all of them are looked at once within a set time. */
  @Get()
  @ApiOkResponse({ type: DriftDto, description: 'How far the present round is, and what was found.' })
  @Problems({ 405: ['method-not-allowed'] })
  report(): DriftDto {
    return this.watch.report
  }
}
