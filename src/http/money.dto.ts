/** Money in requests and answers. */
import { Currency, DecimalText, WholeNumber } from './fields.js'

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

/** What one major unit of a currency is in another, frozen with what is recorded. */
export class ExchangeRateDto {
  /** ISO 4217 code; money in it is converted. */
  @Currency()
  from!: string

  /** ISO 4217 code of the reporting currency. */
  @Currency()
  to!: string

  /** A decimal above 0. */
  @DecimalText()
  rate!: string
}
