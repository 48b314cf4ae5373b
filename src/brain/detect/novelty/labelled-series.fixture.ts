import { Random } from '../../../lib/random.ts'

/** A made series: five minutes from point to point, and the stretches in which something is wrong. */
export interface LabelledSeries {
  readonly kind: string
  readonly values: readonly number[]
  readonly stretches: readonly (readonly [from: number, to: number])[]
}

const DAY = 288
const LENGTH = 14 * DAY
/** Half of a stretch that counts as found. */
const HALF = 100

type Draw = (random: Random) => { values: number[]; wrong: number[] }

/** Sum of six uniform numbers: near enough to normal, deviation 1. */
function noise(random: Random): number {
  let sum = -3
  for (let i = 0; i < 6; i++) sum += random.next()
  return sum * Math.SQRT2
}

function season(i: number): number {
  return 50 + 30 * Math.sin((2 * Math.PI * i) / DAY) + 8 * Math.sin((4 * Math.PI * i) / DAY)
}

function poisson(random: Random, mean: number): number {
  let count = 0
  for (let at = random.gap(1); at < mean; at += random.gap(1)) count++
  return count
}

/** A point in the second half, with room behind it. */
function later(random: Random): number {
  return LENGTH / 3 + random.below((LENGTH * 2) / 3 - 2 * DAY)
}

const series = (at: (i: number) => number): number[] => Array.from({ length: LENGTH }, (_, i) => at(i))

export const KINDS: Readonly<Record<string, Draw>> = {
  'spikes on a noisy season': (random) => {
    const values = series((i) => season(i) + 3 * noise(random))
    const wrong = [0, 1].map(() => Math.floor(later(random)))
    for (const at of wrong) for (let i = 0; i < 4; i++) values[at + i]! += 60 * (random.next() < 0.5 ? 1 : -1)
    return { values, wrong }
  },
  'out of season': (random) => {
    const values = series((i) => season(i) + 2 * noise(random))
    const at = Math.floor(later(random) / DAY) * DAY
    for (let i = 0; i < DAY / 2; i++) values[at + i] = season(at + i + DAY / 2) + 2 * noise(random)
    return { values, wrong: [at] }
  },
  'level shift': (random) => {
    const at = Math.floor(later(random))
    return { values: series((i) => 40 + (i < at ? 0 : 6) + 2 * noise(random)), wrong: [at] }
  },
  'flat line': (random) => {
    const at = Math.floor(later(random))
    const values = series((i) => season(i) + 3 * noise(random))
    for (let i = 0; i < 120; i++) values[at + i] = values[at]!
    return { values, wrong: [at + 12] }
  },
  'greater amplitude': (random) => {
    const at = Math.floor(later(random))
    return {
      values: series((i) => 100 + noise(random) * (i >= at && i < at + 150 ? 9 : 3)),
      wrong: [at],
    }
  },
  'still noise': (random) => {
    const at = Math.floor(later(random))
    return {
      values: series((i) => season(i) + noise(random) * (i >= at && i < at + 150 ? 0.3 : 4)),
      wrong: [at + 30],
    }
  },
  drift: (random) => {
    const at = Math.floor(later(random))
    return {
      values: series((i) => 60 + 2 * noise(random) + Math.max(0, Math.min(15, (i - at) * 0.15))),
      wrong: [at + 50],
    }
  },
  'counts with a burst': (random) => {
    const at = Math.floor(later(random))
    return {
      values: series((i) => poisson(random, (season(i) / 20) * (i >= at && i < at + 30 ? 6 : 1))),
      wrong: [at],
    }
  },
  'heavy tails': (random) => {
    const at = Math.floor(later(random))
    return {
      values: series((i) => Math.exp(noise(random)) * (i >= at && i < at + 20 ? 12 : 1)),
      wrong: [at],
    }
  },
  'rare peaks, one missing its size': (random) => {
    const at = Math.floor(later(random) / 144) * 144
    return {
      values: series((i) =>
        i % 144 < 6 ? 80 + 3 * noise(random) + (i >= at && i < at + 6 ? 45 : 0) : 10 + noise(random),
      ),
      wrong: [at],
    }
  },
  'nothing wrong': (random) => ({ values: series((i) => season(i) * (1 + 0.1 * noise(random))), wrong: [] }),
}

export function labelledSeries(seed: number): LabelledSeries[] {
  return Object.entries(KINDS).map(([kind, draw], i) => {
    const { values, wrong } = draw(new Random(seed * 1_000 + i))
    return {
      kind,
      values,
      stretches: wrong.sort((a, b) => a - b).map((at) => [Math.max(0, at - HALF), at + HALF] as const),
    }
  })
}
