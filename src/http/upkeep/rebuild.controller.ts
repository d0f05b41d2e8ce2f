/** Rebuilding the read models while the server goes on. */
import { Controller, Delete, Get, HttpCode, Inject, Put, Query } from '@nestjs/common'
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { RebuildBeside } from '../../projecting/rebuild-beside.js'
import { Problems } from '../problems/problems.decorator.js'
import { RebuildDto, RebuildQueryDto } from './rebuild.dto.js'

@Controller('rebuild')
@ApiTags('operations')
export class RebuildController {
  constructor(@Inject(RebuildBeside) private readonly rebuilding: RebuildBeside) {}

  /** How the latest rebuild that this process began is doing. */
  @Get()
  @ApiOkResponse({ type: RebuildDto, description: 'Its progress, or its outcome.' })
  @Problems({ 503: ['event-store-stopped'] })
  status(): RebuildDto {
    return this.rebuilding.status
  }

  /** Rebuild the read models beside the live ones, prove them and take over; one that was stopped goes on. */
  @Put()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: RebuildDto, description: 'It is under way.' })
  @Problems({ 400: ['request-invalid'] })
  start(@Query() { anew }: RebuildQueryDto): RebuildDto {
    return this.rebuilding.start({ anew: anew === 'true' })
  }

  /** Stop the rebuild; what is built is kept for the next one, and the live read models stay as they are. */
  @Delete()
  @ApiOkResponse({ type: RebuildDto, description: 'It has stopped.' })
  @Problems({ 503: ['event-store-stopped'] })
  cancel(): Promise<RebuildDto> {
    return this.rebuilding.cancel()
  }
}
