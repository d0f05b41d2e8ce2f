/** The API’s description, made from the code: `/openapi.json`, and for people `/docs`. */
import type { INestApplication } from '@nestjs/common'
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger'

export const describeApi = (application: INestApplication): void => {
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Touchledger')
    .setDescription(
      'Customer history as events, and what follows from it. Money is a whole number of minor units with an ISO 4217 code; instants are UTC.',
    )
    // Of the API, not of the program.
    .setVersion('1')
    .build()
  SwaggerModule.setup('docs', application, () => SwaggerModule.createDocument(application, description), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Touchledger API',
  })
}
