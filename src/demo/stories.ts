/** The stories of the field: customers whose history is written by hand, the same in every demo company. */
import { days, momentOf, written } from './moment.js'
import { euros, type Books, type Row, type Table } from './tables.js'

/** Who tells which story. */
export const storyAccounts = [
  {
    customer: '00001',
    tells: 'a promise broken, a customer lost, handed over, won back, and a refund that surfaced late',
  },
  { customer: '00002', tells: 'a salesperson leaves, and the customer follows' },
  { customer: '00003', tells: 'a salesperson leaves, and the customer stays' },
  { customer: '00004', tells: 'a promise broken, a case, a concession, and a lower answer' },
  { customer: '00005', tells: 'an order cancelled after it was fulfilled' },
  { customer: '00006', tells: 'a refund that reached the books months later' },
] as const

/** Writes the histories of the story customers. */
export const tellStories = (books: Books): void => {
  lostAndWonBack(teller(books, '00001'))
  leftWithTheSalesperson(teller(books, '00002'))
  stayed(teller(books, '00003'))
  promiseBroken(teller(books, '00004'))
  takenBack(teller(books, '00005'))
  refundedLate(teller(books, '00006'))
}

const lostAndWonBack = ({ add, deal, order, commitment, supportCase }: Teller): void => {
  deal('2023-02-06 10:12', '2023-03-14 15:30', 'rep-07', 'trade fair', 'café', 2_400_00)
  order('001', '2023-03-20 09:05', 318_00, 'rep-07')
  order('002', '2023-04-17 08:41', 342_50, 'rep-07')
  add('interactions', '2023-04-27 14:00', {
    channel: 'visit',
    direction: 'outbound',
    subject: 'looks in',
    outcome: 'friendly talk',
    who: 'rep-07',
  })
  order('003', '2023-05-15 08:22', 355_00, 'rep-07')
  add('survey-answers', '2023-06-12 18:20', nps(9, 2023))
  commitment('001', 'replacement machine before the terrace opens', 'rep-07', '2023-06-26 11:00', {
    due: '2023-07-07',
    broken: '2023-07-10 09:00',
    reason: 'no machine in stock, nobody called',
  })
  supportCase('001', 'promised machine never came', [
    ['2023-07-10 09:40', 'opened'],
    ['2023-07-10 11:15', 'assigned', 'agent-02'],
    ['2023-07-11 10:00', 'waiting', 'agent-02', 'warehouse'],
    ['2023-07-14 16:30', 'resolved', 'agent-02', 'machine sent'],
    ['2023-07-18 08:10', 'reopened', undefined, 'machine leaks'],
    ['2023-07-20 15:00', 'resolved', 'agent-05', 'machine exchanged'],
    ['2023-07-24 09:00', 'closed', 'agent-05'],
  ])
  add('costs', '2023-07-20 15:01', { purpose: 'serve', cost: '96.05', basis: 'per case minute' })
  add('concessions', '2023-07-21 10:00', { cost: '120.00', reason: 'promise not kept', who: 'rep-07' })
  add('survey-answers', '2023-07-27 20:05', csat(1, 'O-00001-003', 'we waited all summer for a machine'))
  add('assignments', '2024-10-01 08:00', { to: 'rep-03', from: 'rep-07', reason: 'rep-07 left the company' })
  add('interactions', '2024-10-22 15:00', {
    channel: 'phone',
    direction: 'outbound',
    subject: 'asks why the orders stopped',
    outcome: 'still angry about the machine',
    who: 'rep-03',
  })
  add('interactions', '2024-11-05 10:30', {
    channel: 'visit',
    direction: 'outbound',
    subject: 'apologises for the summer',
    outcome: 'wants an offer',
    who: 'rep-03',
  })
  commitment('002', 'a tasting for the guests', 'rep-03', '2024-11-12 09:30', {
    due: '2024-11-22',
    kept: '2024-11-20 12:00',
  })
  order('004', '2024-11-18 08:50', 289_00, 'rep-03')
  order('005', '2025-01-20 08:35', 377_00, 'rep-03')
  order('006', '2025-03-10 09:10', 391_00, 'rep-03')
  add('survey-answers', '2025-06-11 19:45', nps(8, 2025))
  order('007', '2025-06-16 08:55', 412_00, 'rep-03')
  order('008', '2025-09-15 08:30', 428_00, 'rep-03')
  order('009', '2025-11-17 08:45', 455_00, 'rep-03')
  // Paid back in April, found in the accounts only when the year was closed.
  add('late-refunds', '2025-04-02 11:00', {
    refund: 'O-00001-006-R',
    order: 'O-00001-006',
    amount: '97.50',
    reason: 'billed twice',
    who: 'accounting',
  })
}

const leftWithTheSalesperson = ({ add, deal, order }: Teller): void => {
  deal('2023-05-08 09:30', '2023-06-19 11:00', 'rep-07', 'referral', 'restaurant', 5_200_00)
  const buys = ['2023-06-26', '2023-09-11', '2023-12-04', '2024-02-19', '2024-04-29', '2024-07-08', '2024-09-16']
  buys.forEach((day, index) => order(`00${index + 1}`, `${day} 10:15`, 480_00 + index * 22_00, 'rep-07'))
  add('survey-answers', '2024-06-10 17:30', nps(10, 2024))
  add('assignments', '2024-10-01 08:00', { to: 'rep-01', from: 'rep-07', reason: 'rep-07 left the company' })
  add('interactions', '2024-10-14 10:00', {
    channel: 'phone',
    direction: 'outbound',
    subject: 'says who looks after them now',
    outcome: 'asks where rep-07 went',
    who: 'rep-01',
  })
  add('interactions', '2025-01-20 10:00', {
    channel: 'visit',
    direction: 'outbound',
    subject: 'asks how it goes',
    outcome: 'buys where rep-07 works now',
    who: 'rep-01',
  })
}

const stayed = ({ add, deal, order }: Teller): void => {
  deal('2023-09-04 13:00', '2023-10-09 16:00', 'rep-07', 'partner', 'office', 3_100_00)
  order('001', '2023-10-16 09:00', 260_00, 'rep-07')
  order('002', '2024-02-05 09:20', 275_00, 'rep-07')
  order('003', '2024-08-12 09:40', 281_00, 'rep-07')
  add('assignments', '2024-10-01 08:00', { to: 'rep-02', from: 'rep-07', reason: 'rep-07 left the company' })
  add('interactions', '2024-10-04 11:00', {
    channel: 'visit',
    direction: 'outbound',
    subject: 'is introduced by rep-07',
    outcome: 'friendly talk',
    who: 'rep-02',
  })
  order('004', '2024-11-25 09:10', 305_00, 'rep-02')
  order('005', '2025-05-19 09:30', 298_00, 'rep-02')
  order('006', '2025-10-13 09:15', 322_00, 'rep-02')
}

const promiseBroken = ({ add, deal, order, commitment, supportCase }: Teller): void => {
  deal('2024-01-15 10:00', '2024-02-20 10:30', 'rep-05', 'web search', 'hotel', 4_000_00)
  order('001', '2024-02-26 08:30', 520_00, 'rep-05')
  add('survey-answers', '2024-03-04 12:00', csat(5, 'O-00004-001'))
  commitment('001', 'training of the breakfast staff', 'rep-05', '2024-04-08 15:00', {
    due: '2024-04-19',
    broken: '2024-04-22 08:00',
    reason: 'trainer was double-booked',
  })
  supportCase('001', 'training did not take place', [
    ['2024-04-22 09:10', 'opened'],
    ['2024-04-22 09:50', 'assigned', 'agent-01'],
    ['2024-04-24 14:00', 'resolved', 'agent-01', 'new date found'],
    ['2024-04-29 09:00', 'closed', 'agent-01'],
  ])
  add('concessions', '2024-04-25 11:00', { cost: '80.00', reason: 'promise not kept', who: 'rep-05' })
  add('survey-answers', '2024-05-02 12:00', csat(2, 'V-00004-001', 'we had the staff come in for nothing'))
  order('002', '2024-07-15 08:30', 330_00, 'rep-05')
  order('003', '2025-02-10 08:30', 345_00, 'rep-05')
}

const takenBack = ({ add, orderPlaced, orderEvent }: Teller): void => {
  add('customers', '2025-02-03 19:20', { kind: 'person', region: 'west' })
  add('purchases', '2025-02-03 19:20', { purchase: 'P-00005-001', channel: 'web', units: '1', total: '24.90' })
  orderPlaced('002', '2025-03-18 20:02', 649_00)
  orderEvent('002', '2025-03-18 20:05', 'approved')
  orderEvent('002', '2025-03-19 14:00', 'shipped')
  orderEvent('002', '2025-03-21 11:30', 'fulfilled', { revenue: '649.00', cost_of_goods: '389.40' })
  add('interactions', '2025-03-25 17:10', {
    channel: 'chat',
    direction: 'inbound',
    subject: 'machine is too loud',
    outcome: 'will be taken back',
    who: 'agent-04',
    about: 'O-00005-002',
  })
  orderEvent('002', '2025-03-28 10:00', 'cancelled', {
    reason: 'returned whole',
    revenue: '649.00',
    cost_of_goods: '389.40',
  })
  add('purchases', '2025-05-10 11:05', { purchase: 'P-00005-003', channel: 'shop', units: '2', total: '38.80' })
}

const refundedLate = ({ add }: Teller): void => {
  add('customers', '2024-05-11 10:30', { kind: 'person', region: 'south' })
  const buys = [
    ['2024-05-11 10:30', 64_00],
    ['2024-07-06 11:12', 71_50],
    ['2024-10-12 15:40', 58_20],
    ['2024-12-14 12:25', 89_90],
    ['2025-03-22 16:05', 66_40],
  ] as const
  buys.forEach(([at, total], index) =>
    add('purchases', at, {
      purchase: `P-00006-00${index + 1}`,
      channel: 'shop',
      units: '3',
      total: euros(total),
      cost_of_goods: euros(total * 0.6),
    }),
  )
  add('late-refunds', '2024-07-13 12:00', {
    refund: 'P-00006-002-R',
    purchase: 'P-00006-002',
    amount: '35.75',
    reason: 'grinder was faulty',
    who: 'accounting',
  })
}

/** Writes rows of one customer, with short words for what stories are made of. */
type Teller = ReturnType<typeof teller>

const teller = (books: Books, customer: string) => {
  const add = <T extends Table>(table: T, at: string, row: Row<T>): void =>
    books.add(table, momentOf(at), { ...row, customer })
  const orderEvent = (ordinal: string, at: string, event: string, more: Row<'order-events'> = {}): void =>
    add('order-events', at, { order: `O-${customer}-${ordinal}`, event, ...more })
  const orderPlaced = (ordinal: string, at: string, cents: number, representative?: string): void =>
    add('orders', at, {
      order: `O-${customer}-${ordinal}`,
      channel: representative === undefined ? 'web' : 'phone',
      goods: euros(cents),
      shipping: '0.00',
      promised_by: daysLater(at, 5).slice(0, 10),
      ...(representative !== undefined && { representative }),
    })

  return {
    add,
    orderEvent,
    orderPlaced,
    /** An order that goes as it should. */
    order: (ordinal: string, at: string, cents: number, representative: string): void => {
      orderPlaced(ordinal, at, cents, representative)
      orderEvent(ordinal, `${at.slice(0, 10)} 12:00`, 'approved')
      orderEvent(ordinal, daysLater(at, 1), 'shipped')
      orderEvent(ordinal, daysLater(at, 3), 'fulfilled', { revenue: euros(cents), cost_of_goods: euros(cents * 0.58) })
      add('payments', daysLater(at, 21), payment(`O-${customer}-${ordinal}`, cents, 'transfer'))
    },
    /** From the first contact to the deal, with the person who made it. */
    deal: (from: string, won: string, who: string, origin: string, segment: string, cents: number): void => {
      const [lead, opportunity] = [`L-${customer}`, `D-${customer}`]
      add('customers', from, { kind: 'organisation', region: 'north', industry: segment })
      add('assignments', daysLater(from, 1), { to: who, reason: 'new lead' })
      add('leads', from, {
        lead,
        origin,
        developer: 'sdr-02',
        qualified_at: `${daysLater(from, 2)}:00`,
        converted_at: `${won}:30`,
        opportunity,
        representative: who,
        segment,
      })
      const step = (at: string, event: string, more: Row<'opportunities'>): void =>
        add('opportunities', at, { opportunity, event, representative: who, ...more })
      step(daysLater(from, 4), 'opened', { stage: 'needs', amount: euros(cents), margin: euros(cents * 0.4) })
      step(daysLater(from, 14), 'moved', { stage: 'offer' })
      step(won, 'won', { amount: euros(cents * 0.9) })
      add('costs', won, { purpose: 'win', cost: '210.00', basis: 'per hour of selling' })
    },
    commitment: (
      ordinal: string,
      promise: string,
      who: string,
      made: string,
      end: { due: string; kept: string } | { due: string; broken: string; reason: string },
    ): void => {
      const commitment = `V-${customer}-${ordinal}`
      add('commitments', made, { commitment, event: 'made', promise, due_by: end.due, who })
      if ('kept' in end) add('commitments', end.kept, { commitment, event: 'kept', who })
      else add('commitments', end.broken, { commitment, event: 'broken', reason: end.reason, who })
    },
    supportCase: (
      ordinal: string,
      subject: string,
      steps: readonly (readonly [at: string, event: string, who?: string, note?: string])[],
    ): void => {
      for (const [at, event, who, note = event === 'opened' ? subject : undefined] of steps)
        add('cases', at, {
          case: `K-${customer}-${ordinal}`,
          event,
          ...(who !== undefined && { who }),
          ...(note !== undefined && { note }),
        })
    },
  }
}

const payment = (order: string, cents: number, method: string): Row<'payments'> => ({
  payment: `${order}-1`,
  kind: 'payment',
  order,
  amount: euros(cents),
  method,
})

const nps = (score: number, year: number): Row<'survey-answers'> => ({
  survey: `relationship-${year}`,
  answer: '1',
  measure: 'nps',
  score: String(score),
  lowest: '0',
  highest: '10',
})

const csat = (score: number, about: string, comment?: string): Row<'survey-answers'> => ({
  survey: 'after-sale',
  answer: about,
  measure: 'csat',
  score: String(score),
  lowest: '1',
  highest: '5',
  ...(comment !== undefined && { comment }),
})

/** The same time of day, some days later. */
const daysLater = (at: string, count: number): string => written(momentOf(at) + days(count)).slice(0, 16)
