import type { Job } from './job.ts'
import { TEST_SEEDS, TRAINING_SEEDS } from './site.ts'

/** How much is played. */
export interface Plan {
  /** In words, for the page. */
  readonly name: string
  /** Seeds of each size, and whether slow attacks are played there too. */
  readonly sites: readonly { readonly size: Job['size']; readonly seeds: number; readonly withLong: boolean }[]
  /** Logs in which nothing happens. */
  readonly clean: readonly { readonly size: Job['size']; readonly seeds: number; readonly hours: number }[]
  readonly firstSeed: number
}

/** For each change: minutes. */
export const QUICK: Plan = {
  name: 'quick',
  sites: [
    { size: 'large', seeds: 1, withLong: false },
    { size: 'medium', seeds: 4, withLong: true },
    { size: 'small', seeds: 6, withLong: true },
  ],
  clean: [
    { size: 'medium', seeds: 1, hours: 3 },
    { size: 'small', seeds: 1, hours: 12 },
  ],
  firstSeed: TEST_SEEDS.first,
}

/** For the page. */
export const FULL: Plan = {
  name: 'full',
  sites: [
    { size: 'large', seeds: 6, withLong: true },
    { size: 'medium', seeds: 20, withLong: true },
    { size: 'small', seeds: 40, withLong: true },
  ],
  clean: [
    { size: 'large', seeds: 4, hours: 1 },
    { size: 'medium', seeds: 4, hours: 24 },
    { size: 'small', seeds: 14, hours: 24 },
  ],
  firstSeed: TEST_SEEDS.first,
}

/** Where thresholds may be looked at: no attack in it. */
export const TRAINING: Plan = {
  name: 'training',
  sites: [],
  clean: [
    { size: 'large', seeds: 2, hours: 0.5 },
    { size: 'medium', seeds: 2, hours: 12 },
    { size: 'small', seeds: 7, hours: 24 },
  ],
  firstSeed: TRAINING_SEEDS.first,
}

/** The jobs of a plan, the longest first. */
export function jobsOf({ sites, clean, firstSeed }: Plan): readonly Job[] {
  const seeds = (count: number) => Array.from({ length: count }, (_, i) => firstSeed + i)
  return [
    ...sites.filter(({ size }) => size === 'large').flatMap(casesOf),
    ...clean.flatMap(({ size, seeds: count, hours }) =>
      seeds(count).map((seed): Job => ({ type: 'clean', size, seed, length: hours * 3_600 })),
    ),
    ...sites.filter(({ size }) => size !== 'large').flatMap(casesOf),
  ]

  function casesOf({ size, seeds: count, withLong }: Plan['sites'][number]): Job[] {
    return seeds(count).map((seed) => ({ type: 'cases', size, seed, withLong }))
  }
}
