/** Money in requests and answers. */
import { Currency, WholeNumber } from './fields.js'

export class MoneyDto {
  /** Minor units: cents, centavos, yen. */
  @WholeNumber()
  amount!: number

  /** ISO 4217 code. */
  @Currency()
  currency!: string
}

/** Money that is asked, paid or given back. */
export class PriceDto {
  /** Minor units: cents, centavos, yen; not less than nothing. */
  @WholeNumber(0)
  amount!: number

  /** ISO 4217 code. */
  @Currency()
  currency!: string
}
