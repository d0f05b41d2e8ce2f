import { Identities } from './identities.js'
import { referralTree, whoBroughtIn, type Branch, type TreeBounds } from './referral-tree.js'
import { Referrals } from './referrals.js'

/** `b<a` says that a brought in b. */
const referralsOf = (...said: readonly string[]): Referrals => {
  const referrals = new Referrals()
  for (const one of said) {
    const [customer, referrer] = one.split('<') as [string, string]
    referrals.take({ type: 'ReferralConverted', data: { customer, referrer } })
  }
  return referrals
}

const merged = (...pairs: readonly (readonly [string, string])[]): Identities => {
  const identities = new Identities()
  for (const [customer, into] of pairs) identities.take({ type: 'CustomersMerged', data: { customer, into } })
  return identities
}

/** `a(2)[b c]`: a brought in two, who are told. */
const text = ({ customer, broughtIn, branches }: Branch): string =>
  `${customer}${broughtIn === 0 ? '' : `(${broughtIn})`}${branches.length === 0 ? '' : `[${branches.map(text).join(' ')}]`}`

const treeOf = (root: string, referrals: Referrals, identities = merged(), bounds: Partial<TreeBounds> = {}): string =>
  text(referralTree(root, identities, referrals, { depth: 9, most: 100, ...bounds }))

const family = referralsOf('b<a', 'c<a', 'd<b', 'e<d', 'f<c')

test('a tree holds whom the customer brought in, those brought in by them, and so on', () => {
  expect(treeOf('a', family)).toBe('a(2)[b(1)[d(1)[e]] c(1)[f]]')
  expect(treeOf('d', family)).toBe('d(1)[e]')
  expect(treeOf('f', family)).toBe('f')
})

test('a tree is as deep as is asked for, and says who brought in more', () =>
  expect(treeOf('a', family, merged(), { depth: 2 })).toBe('a(2)[b(1)[d(1)] c(1)[f]]'))

test('a tree is as large as is asked for, the nearest first', () => {
  expect(treeOf('a', family, merged(), { most: 3 })).toBe('a(2)[b(1)[d(1)] c(1)]')
  expect(treeOf('a', family, merged(), { most: 1 })).toBe('a(2)[b(1)]')
})

test('who was merged stands in no tree, and nobody stands in one twice', () => {
  expect(treeOf('a', family, merged(['b', 'c']))).toBe('a(1)[c(2)[f d(1)[e]]]')
  expect(treeOf('a', family, merged(['b', 'a']))).toBe('a(2)[c(1)[f] d(1)[e]]')
  // In a circle, by a merge.
  expect(treeOf('a', family, merged(['e', 'a']))).toBe('a(2)[b(1)[d(1)] c(1)[f]]')
})

test('who brought in a customer stands for himself, and may be several where customers were merged', () => {
  expect(whoBroughtIn('d', merged(), family)).toEqual(['b'])
  expect(whoBroughtIn('a', merged(), family)).toEqual([])
  expect(whoBroughtIn('d', merged(['b', 'c']), family)).toEqual(['c'])
  expect(whoBroughtIn('d', merged(['f', 'd']), family)).toEqual(['b', 'c'])
  expect(whoBroughtIn('a', merged(['b', 'a']), family)).toEqual([])
})
