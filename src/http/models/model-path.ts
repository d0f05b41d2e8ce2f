/** What the path of a model may name: its version, or what kind of model is to be fitted. */
import { Param, type PipeTransform } from '@nestjs/common'
import { notFound } from '../../../domain/errors.js'
import { purchaseModels, type PurchaseModelName } from '../../../domain/value/purchase-models.js'

const counted: PipeTransform<string, number> = {
  transform: (text) => {
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
    throw notFound('model-version-unknown', `${text} is no version of a model: they are counted from 1`, {
      version: text,
    })
  },
}

/** Hands a controller the number. @throws DomainError `model-version-unknown` where there cannot be such a version */
export const ModelVersion = (): ParameterDecorator => Param('version', counted)

/** Models of purchases, by the names that papers give them. */
export const fittedToPurchases = Object.keys(purchaseModels) as PurchaseModelName[]

/** @throws DomainError `model-kind-unknown` */
export const modelOfPurchases = (name: string): PurchaseModelName => {
  const model = fittedToPurchases.find((known) => known === name)
  if (model) return model
  throw notFound('model-kind-unknown', `${name} is no model of purchases: one of ${fittedToPurchases.join(', ')}`, {
    model: name,
    known: fittedToPurchases,
  })
}
