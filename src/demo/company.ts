/** The demo company: from a seed and a size, every row of its files. Pure: the same seed, the same rows. */
import { dayNumber } from '../../domain/time.js'
import { departed, drawRepresentative, type Account } from './account.js'
import { buyingDays, drawBuyer, drawSpend } from './buying.js'
import { afterSale, yearOfContacts } from './care.js'
import { pursue } from './deal.js'
import {
  departure,
  firstDay,
  growth,
  industries,
  lastDay,
  organisations,
  organisationShare,
  persons,
  regions,
  sales,
  service,
} from './figures.js'
import { days, dayOf, during, momentOf, season, type Moment, type Season } from './moment.js'
import { beta, chance, seeded, weighted, wholeBetween, type Random } from './random.js'
import { order, purchase } from './sale.js'
import { storyAccounts, tellStories } from './stories.js'
import { euros, openBooks, type Books, type Tables } from './tables.js'

export interface CompanySize {
  readonly seed: number
  /** People and organisations with a file, those who never bought included. */
  readonly customers: number
}

const models = { person: persons, organisation: organisations }
const seasons = {
  person: season(firstDay, lastDay, persons.weekdays),
  organisation: season(firstDay, lastDay, organisations.weekdays),
}

/** Three years of the company. The first customers are those of the stories; the others are drawn, each from the seed and its number. */
export const makeCompany = ({ seed, customers }: CompanySize): Tables => {
  const books = openBooks()
  tellStories(books)
  for (let number = storyAccounts.length + 1; number <= customers; number++)
    live(books, seeded(seed, 'customer', number), String(number).padStart(5, '0'))
  return books.tables()
}

/** One customer, from the first day it is known to the end of the three years. */
const live = (books: Books, random: Random, customer: string): void => {
  const kind = chance(random, organisationShare) ? 'organisation' : 'person'
  const knownAt = firstContact(random, seasons[kind])
  const looksAfter = kind === 'organisation' ? drawRepresentative(random, knownAt) : undefined
  const account: Account = {
    customer,
    kind,
    random,
    books,
    contentment: beta(random, service.contentment.a, service.contentment.b),
    representative: (at) => looksAfter?.at(at),
  }
  const industry = weighted(random, industries)
  books.add('customers', knownAt, {
    customer,
    kind,
    region: weighted(random, regions),
    ...(kind === 'organisation' && { industry }),
  })
  const buyer = drawBuyer(random, models[kind])
  let since = knownAt
  if (looksAfter) {
    books.add('assignments', knownAt + 60, { customer, to: looksAfter.first, reason: 'new lead' })
    const wonAt = pursue(account, knownAt + 30, industry, drawSpend(random, buyer, organisations))
    if (looksAfter.successor !== undefined)
      books.add('assignments', departed + Number(customer), {
        customer,
        to: looksAfter.successor,
        from: looksAfter.first,
        reason: `${departure.who} left the company`,
      })
    if (wonAt === undefined) return
    since = wonAt + days(1)
  } else
    books.add('costs', knownAt + 1, {
      customer,
      purpose: 'win',
      cost: euros(wholeBetween(random, 200, 1_100)),
      basis: 'per new customer',
    })
  const followsDeparted = looksAfter?.successor !== undefined && chance(random, departure.buyNoMore)
  const leavesAt = buy(account, buyer, since, followsDeparted ? departed : Infinity)
  const subscribed = kind === 'organisation' || chance(random, service.newsletterSubscribers)
  for (let year = Number(dayOf(since).slice(0, 4)); year <= Number(lastDay.slice(0, 4)); year++)
    yearOfContacts(account, year, since, leavesAt, subscribed)
}

/** Everything the customer buys from `since` on. Answers when it left. */
const buy = (account: Account, buyer: ReturnType<typeof drawBuyer>, since: Moment, leaves: Moment): Moment => {
  const { kind, random } = account
  let ordinal = 0
  let lastAt = since
  for (const day of buyingDays(random, buyer, seasons[kind], Math.floor(since / 86_400))) {
    const first = ordinal === 0
    const at = first ? since + 120 : kind === 'person' ? during(random, day, 8, 21) : during(random, day, 7, 18)
    if (at >= leaves) return leaves
    lastAt = Math.max(lastAt, at)
    const name = String(++ordinal).padStart(3, '0')
    const spend = drawSpend(random, buyer, models[kind])
    const ordered = kind === 'organisation' || chance(random, sales.ordersOfPersons)
    const sale = ordered ? order(account, name, at, spend) : purchase(account, name, at, spend)
    if (afterSale(account, name, sale)) return sale.deliveredAt ?? at
  }
  return Math.min(leaves, lastAt + days(200))
}

/** When a customer is first heard of: more of them every year, and in busy seasons. */
const firstContact = (random: Random, season: Season): Moment => {
  // The density rises in a straight line from `start` to `end`; its sum up to a point is solved for the point.
  const slope = growth.end - growth.start
  const part = (Math.sqrt(growth.start ** 2 + 2 * slope * random()) - growth.start) / slope
  const day = season.dayAt(part * season.length) ?? dayNumber(lastDay)
  return Math.max(during(random, day, 8, 18), momentOf(`${firstDay} 08:00`))
}
