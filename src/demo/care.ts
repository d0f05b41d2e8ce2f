/** What follows a sale or goes beside it: cases, surveys, promises, contacts. */
import type { Account } from './account.js'
import { promises, service, staff } from './figures.js'
import { days, dayOf, hours, minutes, type Moment } from './moment.js'
import { between, chance, oneOf, wholeBetween } from './random.js'
import type { Sale } from './sale.js'
import { euros, type Row } from './tables.js'

const subjects = [
  'machine leaks',
  'grinder stuck',
  'delivery damaged',
  'wrong blend',
  'invoice unclear',
  'question on use',
]

/** What may follow a sale. Answers whether the customer leaves because of it. */
export const afterSale = (account: Account, ordinal: string, sale: Sale): boolean => {
  const { customer, kind, random, books } = account
  if (sale.late) account.contentment *= 0.8
  if (sale.deliveredAt === undefined) return false
  if (chance(random, service.caseAfterSale[kind]))
    serviceCase(
      account,
      `${customer}-${ordinal}`,
      sale.deliveredAt + hours(between(random, 3, 200)),
      oneOf(random, subjects),
    )
  if (chance(random, service.surveyAfterSale))
    satisfaction(account, sale.name, sale.deliveredAt + days(between(random, 1, 4)))
  if (kind === 'organisation' && chance(random, promises.made)) return promise(account, ordinal, sale)
  if (chance(random, 0.05))
    books.add('interactions', sale.deliveredAt + days(between(random, 1, 20)), {
      customer,
      channel: oneOf(random, ['chat', 'phone', 'email', 'social']),
      direction: 'inbound',
      subject: oneOf(random, [
        'asks for a recipe',
        'asks for a new blend',
        'says thank you',
        'asks about opening hours',
      ]),
      outcome: 'answered',
      who: oneOf(random, staff.agents),
      about: sale.name,
    })
  return false
}

/** A case from its opening to its end, and what the work on it cost. */
const serviceCase = (account: Account, name: string, openedAt: Moment, subject: string): void => {
  const { customer, random, books } = account
  const agent = oneOf(random, staff.agents)
  let at = openedAt
  const step = (event: string, more: Row<'cases'> = {}): void =>
    books.add('cases', at, { case: `K-${name}`, customer, event, ...more })
  const solve = (who: string): void => {
    step('assigned', { who })
    at += minutes(between(random, 5, 90))
    step('in progress', { who })
    if (chance(random, service.waiting)) {
      at += minutes(between(random, 10, 60))
      step('waiting', { who, note: 'customer' })
      at += hours(between(random, 3, 70))
      step('in progress', { who })
    }
    at += minutes(between(random, 10, 240))
    step('resolved', { who, note: oneOf(random, ['explained', 'part sent', 'repaired', 'corrected']) })
  }
  step('opened', { note: subject })
  at += minutes(between(random, 2, 300))
  solve(agent)
  if (chance(random, service.reopened)) {
    account.contentment *= 0.8
    at += days(between(random, 1, 6))
    step('reopened', { note: 'not solved' })
    at += minutes(between(random, 5, 240))
    solve(oneOf(random, staff.agents))
  }
  const spent = wholeBetween(random, 8, 55)
  books.add('costs', at + 1, {
    customer,
    purpose: 'serve',
    cost: euros(spent * service.costPerMinute),
    basis: 'per case minute',
  })
  if (chance(random, service.effortSurveyAfterCase))
    books.add('survey-answers', at + days(1), {
      ...answer('after-case', name, customer),
      measure: 'ces',
      ...scored(1 + Math.round(4 * (1 - drawn(account))), 1, 5),
    })
  at += days(3)
  step('closed', { who: agent })
}

/** A promise beside an order: kept, or broken with what follows. Answers whether the customer leaves because of it. */
const promise = (account: Account, ordinal: string, sale: Sale): boolean => {
  const { customer, random, books, representative } = account
  const madeAt = sale.deliveredAt! + days(between(random, 1, 9))
  const who = representative(madeAt)!
  const commitment = `V-${customer}-${ordinal}`
  const dueAt = madeAt + days(wholeBetween(random, 5, 20))
  const text = oneOf(random, ['replacement machine', 'training of the staff', 'water test on site', 'new price list'])
  books.add('commitments', madeAt, { commitment, customer, event: 'made', promise: text, due_by: dayOf(dueAt), who })
  if (!chance(random, promises.broken)) {
    books.add('commitments', dueAt - hours(between(random, 2, 60)), { commitment, customer, event: 'kept', who })
    return false
  }
  const brokenAt = dueAt + days(1)
  books.add('commitments', brokenAt, { commitment, customer, event: 'broken', reason: 'nobody had the time', who })
  serviceCase(account, `${customer}-${ordinal}-V`, brokenAt + hours(3), 'promise not kept')
  books.add('concessions', brokenAt + days(4), {
    customer,
    cost: euros(wholeBetween(random, 30, 150) * 100),
    reason: 'promise not kept',
    who,
  })
  account.contentment *= 0.4
  satisfaction(account, commitment, brokenAt + days(6))
  return chance(random, promises.leftAfterwards)
}

/** A survey on one sale, answered from 1 to 5. */
const satisfaction = (account: Account, about: string, at: Moment): void => {
  const score = 1 + Math.round(4 * drawn(account))
  account.books.add('survey-answers', at, {
    ...answer('after-sale', about, account.customer),
    measure: 'csat',
    ...scored(score, 1, 5),
    ...(score <= 2 && { comment: oneOf(account.random, ['too late', 'not what we had agreed', 'nobody answered']) }),
  })
}

/** The yearly survey, a recommendation from 0 to 10, and the newsletters and visits of that year. */
export const yearOfContacts = (
  account: Account,
  year: number,
  from: Moment,
  until: Moment,
  subscribed: boolean,
): void => {
  const { customer, kind, random, books, representative } = account
  const within = (at: Moment): boolean => at >= from && at <= until
  const surveyedAt = yearMoment(year, 6, wholeBetween(random, 3, 24)) + hours(between(random, 8, 20))
  if (within(surveyedAt) && chance(random, service.yearlySurvey[kind]))
    books.add('survey-answers', surveyedAt, {
      ...answer(`relationship-${year}`, '1', customer),
      measure: 'nps',
      ...scored(Math.round(10 * drawn(account)), 0, 10),
    })
  for (const [month, title] of [
    [3, 'spring blends'],
    [11, 'winter offers'],
  ] as const) {
    const sentAt = yearMoment(year, month, 6) + hours(9) + Number(customer)
    if (subscribed && within(sentAt))
      books.add('interactions', sentAt, { customer, channel: 'email', direction: 'outbound', subject: title })
  }
  if (kind === 'person') return
  for (let at = yearMoment(year, 1, wholeBetween(random, 8, 60)) + hours(between(random, 9, 16)); ;) {
    if (at > until || at >= yearMoment(year + 1, 1, 1)) return
    if (within(at))
      books.add('interactions', at, {
        customer,
        channel: oneOf(random, ['visit', 'phone', 'phone', 'email', 'video']),
        direction: 'outbound',
        subject: oneOf(random, ['looks in', 'presents new blends', 'asks how it goes', 'talks about prices']),
        outcome: oneOf(random, ['friendly talk', 'will order', 'nobody there', 'wants an offer']),
        who: representative(at)!,
      })
    at += days(wholeBetween(random, 40, 110))
  }
}

const yearMoment = (year: number, month: number, day: number): Moment => Date.UTC(year, month - 1, day) / 1_000

const answer = (survey: string, name: string, customer: string): Row<'survey-answers'> => ({
  survey,
  answer: name,
  customer,
})

const scored = (score: number, lowest: number, highest: number): Row<'survey-answers'> => ({
  score: String(score),
  lowest: String(lowest),
  highest: String(highest),
})

/** A mood around the customer's contentment, from 0 to 1. */
const drawn = ({ random, contentment }: Account): number =>
  Math.min(1, Math.max(0, contentment + between(random, -0.25, 0.25)))
