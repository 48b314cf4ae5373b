import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GroupTrait, SourceFeatures } from '../../../domain/source-features.ts'
import { arbitraryFeatures } from './arbitrary-features.fixture.ts'
import { type Behaviour, totalNats } from './behaviour.ts'
import { flood } from './flood.ts'
import { isBannable, judgeSource, recompute } from './judge-source.ts'
import { countFor, excessNats } from './log-likelihood.ts'
import { MOST_LAW, narrowLaw } from './narrow-law.ts'
import { neededFor } from './need.ts'
import { pathScan } from './path-scan.ts'
import { PRIOR } from './population-numbers.ts'
import { classOf, crowdFactor } from './source-class.ts'

const seeded = { seed: 20_260_302, numRuns: 1_000 }
const group: GroupTrait = {
  ...{ kind: 'distributed-flood', endpoint: null, text: 'GET /search', since: 1_771_999_990_000 },
  ...{ nats: 6, grace: 60_000 },
}
const nats = (behaviour: Behaviour, features: SourceFeatures) =>
  totalNats(
    behaviour.weigh({
      ...{ features, population: PRIOR, groups: [], needed: neededFor(features) },
      ...{ sourceClass: classOf(features), crowd: crowdFactor(features) },
    })!.parts,
  )

describe('the verdict', () => {
  it('is the same to the last bit when judged again from what was written down', () => {
    fc.assert(
      fc.property(arbitraryFeatures, (features) => {
        const inputs = { features, population: PRIOR, groups: [group] }
        const verdict = judgeSource(features, PRIOR, [group])
        expect(recompute(JSON.parse(JSON.stringify(inputs)))).toEqual(verdict)
        expect(JSON.parse(JSON.stringify(verdict)), 'finite numbers only').toEqual(verdict)
        expect(verdict.nats).toBe(totalNats(verdict.parts))
      }),
      seeded,
    )
  })

  it('is another one when one count of its inputs is altered', () => {
    fc.assert(
      fc.property(arbitraryFeatures, (features) => {
        fc.pre(isBannable(judgeSource(features, PRIOR, [])))
        const { minutes, hours } = features
        const more = {
          ...features,
          window1: features.window1 + 1,
          window10: features.window10 + 1,
          window60: features.window60 + 1,
          minutes: { ...minutes, requests: minutes.requests + 1 },
          hours: { ...hours, requests: hours.requests + 1 },
        }
        expect(judgeSource(more, PRIOR, [])).not.toEqual(judgeSource(features, PRIOR, []))
      }),
      seeded,
    )
  })

  it('needs more for who is known, shares an address or crawls, and never less than a million to one of a single source', () => {
    fc.assert(
      fc.property(arbitraryFeatures, (features) => {
        const { needed } = judgeSource(features, PRIOR, [])
        expect(needed).toBeGreaterThanOrEqual(Math.log(1e6))
        expect(neededFor({ ...features, standing: 'known' })).toBeGreaterThanOrEqual(
          neededFor({ ...features, standing: 'new' }),
        )
      }),
      seeded,
    )
  })
})

describe('evidence', () => {
  it('of a scan does not fall when more of the missing paths are different ones', () => {
    fc.assert(
      fc.property(arbitraryFeatures, fc.integer({ min: 1, max: 50 }), (features, more) => {
        const { minutes } = features
        const distinctMissing = Math.min(minutes.missing, minutes.distinctMissing + more)
        const worse = { ...features, minutes: { ...minutes, distinctMissing } }
        expect(nats(pathScan, worse)).toBeGreaterThanOrEqual(nats(pathScan, features) - 1e-9)
      }),
      seeded,
    )
  })

  it('of a flood does not grow when more of the requests are assets', () => {
    fc.assert(
      fc.property(arbitraryFeatures, fc.integer({ min: 1, max: 500 }), (features, more) => {
        const { minutes } = features
        const assets = Math.min(minutes.requests, minutes.assets + more)
        const better = { ...features, minutes: { ...minutes, assets } }
        expect(nats(flood, better)).toBeLessThanOrEqual(nats(flood, features) + 1e-9)
      }),
      seeded,
    )
  })

  it('of a flood does not grow when there are referrers or unchanged pages, and not fall with the rate', () => {
    fc.assert(
      fc.property(arbitraryFeatures, fc.integer({ min: 1, max: 500 }), (features, more) => {
        const { minutes } = features
        const before = nats(flood, features) + 1e-9
        const referred = Math.min(minutes.looked, minutes.referred + more)
        expect(nats(flood, { ...features, minutes: { ...minutes, referred } })).toBeLessThanOrEqual(before)
        const notModified = Math.min(minutes.requests, minutes.notModified + more)
        expect(nats(flood, { ...features, minutes: { ...minutes, notModified } })).toBeLessThanOrEqual(before)
        expect(nats(flood, { ...features, window60: features.window60 + more })).toBeGreaterThanOrEqual(before - 2e-9)
      }),
      seeded,
    )
  })

  it('of the narrow law alone bans nobody, and columns that the log lacks say nothing', () => {
    fc.assert(
      fc.property(arbitraryFeatures, (features) => {
        const blind = { ...features, hasReferrers: false, hasAgents: false }
        expect(totalNats(narrowLaw(features, PRIOR))).toBeLessThanOrEqual(MOST_LAW)
        expect(narrowLaw(blind, PRIOR).map(({ name }) => name)).not.toEqual(
          expect.arrayContaining([expect.stringMatching(/referrers|tool|agents/)]),
        )
      }),
      seeded,
    )
  })

  it('of excess begins at the mean, and knows what would suffice', () => {
    expect(excessNats(80, 80, 4)).toBe(0)
    expect(excessNats(0, 80, 4)).toBe(0)
    expect(excessNats(200, 100, 1)).toBeCloseTo(200 * Math.log(2) - 100)
    const enough = countFor(13.8, 80, 4)
    expect(excessNats(enough, 80, 4)).toBeGreaterThanOrEqual(13.8)
    expect(excessNats(enough - 1, 80, 4)).toBeLessThan(13.8)
  })
})
