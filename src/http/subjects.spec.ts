/** Every subject's doors lead to its commands. */
import { customerIdOf, customerStream } from '../../domain/customer/customer-id.js'
import { withDoor } from '../../test/http-door.js'

const usd = (amount: number) => ({ amount, currency: 'USD' })
type Step = readonly [path: string, body: object | undefined, type: string, data: object]

const stories: Readonly<Record<string, readonly Step[]>> = {
  'an order is placed, paid, fulfilled, refunded and cancelled': [
    [
      'orders',
      {
        order: 'o/1',
        goods: usd(100),
        shipping: usd(5),
        lines: [{ product: 'p', units: 2, price: usd(100) }],
        promisedBy: '2026-03-01',
        by: 'rep-1',
      },
      'OrderPlaced',
      { order: 'o/1', promisedBy: '2026-03-01', lines: [{ product: 'p', units: 2, price: usd(100) }] },
    ],
    ['orders/o%2F1/approval', undefined, 'OrderApproved', { order: 'o/1' }],
    ['orders/o%2F1/shipment', {}, 'OrderShipped', { order: 'o/1' }],
    [
      'orders/o%2F1/payments',
      { amount: usd(105), method: 'card', instalments: 2 },
      'PaymentReceived',
      { order: 'o/1', method: 'card' },
    ],
    [
      'orders/o%2F1/fulfilment',
      { costOfGoods: usd(40) },
      'OrderFulfilled',
      { revenue: usd(105), costOfGoods: usd(40) },
    ],
    ['orders/o%2F1/refunds', { amount: usd(5), reason: 'scratch' }, 'RefundIssued', { order: 'o/1', amount: usd(5) }],
    ['orders/o%2F1/cancellation', { reason: 'sent back' }, 'OrderCancelled', { reversedRevenue: usd(105) }],
  ],
  'a lead is captured, qualified and converted': [
    ['leads', { lead: 'l', origin: 'fair' }, 'LeadCaptured', { lead: 'l', origin: 'fair' }],
    ['leads/l/qualification', { note: 'has budget' }, 'LeadQualified', { lead: 'l', note: 'has budget' }],
    [
      'leads/l/conversion',
      { by: 'rep-1', segment: 'pets', details: { lot: '1' } },
      'LeadConverted',
      { details: { lot: '1' } },
    ],
  ],
  'a lead is given up': [
    ['leads', { lead: 'l' }, 'LeadCaptured', { lead: 'l' }],
    ['leads/l/disqualification', { reason: 'no budget' }, 'LeadDisqualified', { lead: 'l', reason: 'no budget' }],
  ],
  'an opportunity is opened, moved on and won': [
    [
      'opportunities',
      { opportunity: 'd', stage: 'first talk', amount: usd(9) },
      'OpportunityOpened',
      { stage: 'first talk' },
    ],
    ['opportunities/d/stage', { stage: 'offer' }, 'OpportunityStageChanged', { opportunity: 'd', stage: 'offer' }],
    ['opportunities/d/win', undefined, 'OpportunityWon', { opportunity: 'd', amount: usd(9) }],
  ],
  'an opportunity is lost': [
    [
      'opportunities',
      { opportunity: 'd', stage: 'offer', amount: usd(9), margin: usd(3) },
      'OpportunityOpened',
      { margin: usd(3) },
    ],
    ['opportunities/d/loss', { reason: 'price' }, 'OpportunityLost', { opportunity: 'd', reason: 'price' }],
  ],
  'a case is opened, worked on, resolved, reopened and closed': [
    ['cases', { case: 'c', subject: 'broken' }, 'CaseOpened', { case: 'c', subject: 'broken' }],
    ['cases/c/assignment', { by: 'agent-1' }, 'CaseAssigned', { case: 'c', by: 'agent-1' }],
    ['cases/c/work', {}, 'CaseWorkStarted', { case: 'c' }],
    ['cases/c/hold', { on: 'vendor' }, 'CaseWaiting', { on: 'vendor' }],
    ['cases/c/resolution', { resolution: 'replaced' }, 'CaseResolved', { resolution: 'replaced' }],
    ['cases/c/reopening', { reason: 'broken again' }, 'CaseReopened', { reason: 'broken again' }],
    ['cases/c/resolution', { sourceStatus: 'done' }, 'CaseResolved', { sourceStatus: 'done' }],
    ['cases/c/closure', undefined, 'CaseClosed', { case: 'c' }],
  ],
  'a promise is made and kept': [
    [
      'commitments',
      { commitment: 'p', promise: 'by Friday', dueBy: '2026-03-01' },
      'CommitmentMade',
      { dueBy: '2026-03-01' },
    ],
    ['commitments/p/fulfilment', { by: 'rep-1' }, 'CommitmentFulfilled', { commitment: 'p', by: 'rep-1' }],
  ],
  'a promise is broken': [
    ['commitments', { commitment: 'p', promise: 'by Friday' }, 'CommitmentMade', { promise: 'by Friday' }],
    ['commitments/p/breach', { reason: 'forgotten' }, 'CommitmentBroken', { commitment: 'p', reason: 'forgotten' }],
  ],
  'facts are recorded by name': [
    ['purchases', { total: usd(1), purchase: 'r1', units: 1 }, 'PurchaseCompleted', { purchase: 'r1', units: 1 }],
    ['interactions', { direction: 'outbound', note: 'a\nb', about: 'o/1' }, 'InteractionRecorded', { note: 'a\nb' }],
    [
      'save-actions',
      { action: 'call', reason: 'late delivery', by: 'rep-1' },
      'SaveActionTaken',
      { action: 'call', reason: 'late delivery', by: 'rep-1' },
    ],
    [
      'survey-requests',
      { survey: 'visit', wave: '2026-1', measures: ['csat', 'trust'] },
      'SurveyAsked',
      { wave: '2026-1', measures: ['csat', 'trust'] },
    ],
    [
      'survey-answers',
      { survey: 'visit', wave: '2026-1', measure: 'csat', score: 4, scale: { min: 1, max: 5 }, comment: 'good' },
      'SurveyAnswered',
      { score: 4, scale: { min: 1, max: 5 } },
    ],
  ],
}

test.each(Object.entries(stories))('%s', (_, steps) =>
  withDoor(async ({ post, store }) => {
    await post('/customers', { kind: 'person', source: 'shop', externalId: '1' })
    for (const [path, body] of steps)
      expect([path, (await post(`/customers/shop:1/${path}`, body)).status]).toEqual([path, 201])
    const written: object[] = []
    for await (const { type, data } of store.readStream(customerStream(customerIdOf('shop', '1')), { from: 2 }))
      written.push({ type, data })
    expect(written).toEqual(steps.map(([, , type, data]) => ({ type, data: expect.objectContaining(data) })))
  }),
)
