import fc from 'fast-check'
import type { SourceFeatures, SpanFeatures, Standing } from '../../../domain/source-features.ts'

/** Counts that could be those of a log: parts are not more than what they are part of. */
const span: fc.Arbitrary<SpanFeatures> = fc
  .record({
    length: fc.integer({ min: 0, max: 7_200 }),
    requests: fc.integer({ min: 1, max: 5_000 }),
    parts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 30, maxLength: 30 }),
    gaps: fc.option(fc.double({ min: 0, max: 30, noNaN: true })),
    top: fc.integer({ min: 0, max: 0xffffffff }),
  })
  .map(({ length, requests, parts, gaps, top }) => {
    let next = 0
    const of = (whole: number) => Math.floor(whole * parts[next++]!)
    const assets = of(requests)
    const pages = requests - assets
    const answered = of(pages)
    const missing = of(pages - answered)
    const refused = of(pages - answered - missing)
    const redirected = of(pages - answered - missing - refused)
    const posts = of(pages)
    const looked = Math.max(1, of(Math.min(requests, 200)))
    const endpoints = Math.max(1, of(Math.min(pages, 300)))
    return {
      ...{ length, requests, assets, missingAssets: of(assets), notModified: of(requests), answered },
      ...{ missing, distinctMissing: of(missing), refused, distinctRefused: of(refused) },
      ...{ redirected, distinctRedirected: of(redirected), redirectAnswers: of(Math.min(redirected, 5)) },
      ...{
        failed: of(pages - answered - missing - refused - redirected),
        posts,
        postedEndpoints: of(Math.min(posts, 40)),
      },
      ...{
        postAnswers: of(Math.min(posts, 40)),
        refusedPosts: of(posts),
        loginPosts: of(posts),
        accepted: of(answered),
      },
      ...{ heads: of(answered), bytes: of(1e10), endpoints, topEndpoint: top, topRequests: of(pages), looked },
      ...{
        referred: of(looked),
        paths: of(looked),
        tools: of(looked),
        programs: of(looked),
        crawlers: of(looked),
        signedIn: of(looked),
        agents: of(looked),
        gapVariation: gaps,
      },
    }
  })

export const arbitraryFeatures: fc.Arbitrary<SourceFeatures> = fc
  .record({
    minutes: span,
    hours: span,
    seen: fc.integer({ min: 0, max: 100_000 }),
    total: fc.integer({ min: 1, max: 20_000 }),
    standing: fc.constantFrom<Standing>('new', 'known', 'gateway'),
    window1: fc.integer({ min: 1, max: 300 }),
    more10: fc.integer({ min: 0, max: 2_000 }),
    more60: fc.integer({ min: 0, max: 6_000 }),
    hasReferrers: fc.boolean(),
    hasAgents: fc.boolean(),
    isSixth: fc.boolean(),
  })
  .map(({ more10, more60, isSixth, ...rest }) => ({
    ...rest,
    source: isSixth ? { kind: 6 as const, high: 0x20010db8, low: 5 } : { kind: 4 as const, high: 0, low: 0xc6336401 },
    at: 1_772_000_000_000,
    window10: rest.window1 + more10,
    window60: rest.window1 + more10 + more60,
  }))
