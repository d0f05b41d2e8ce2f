/** `{version}` in the path of a model: they are counted from 1. */
import { Param, type PipeTransform } from '@nestjs/common'
import { notFound } from '../../../domain/errors.js'

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
