import type { SourceFeatures } from '../../../domain/source-features.ts'
import type { SampledRows, TickSummary } from '../../../domain/tick-summary.ts'
import type { EpochSeconds, Seconds } from '../../../domain/units.ts'
import { aNumber, aNumberIn, exactly, fieldsOf, mapOf, maybe, orNull } from '../../../lib/shape.ts'
import { suspect } from './judge-source.ts'
import { peerFloor } from './peers.ts'
import { type ClassNumbers, MEASURES, type Measure, type PopulationNumbers, PRIOR } from './population-numbers.ts'
import { QuantileHistory, type QuantileHistoryState, quantileHistoryShape } from './quantile-history.ts'
import { measure } from './request-weight.ts'
import { SiteClients } from './site-clients.ts'
import { SiteShares, type SiteSharesState, siteSharesShape } from './site-shares.ts'
import { classOf, crowdFactor, SOURCE_CLASSES, type SourceClass } from './source-class.ts'

/** A source teaches from here on, and until the log itself is as old, one that was there from its first minute. */
const OLD_ENOUGH: Seconds = 600
const FIRST_MINUTE: Seconds = 60
/** Suspicion at which a source no longer teaches, of what a ban needs. */
const SUSPICIOUS = 0.5
const QUANTILE = 0.999
/** Source-minutes that what is presumed of every site is worth. */
const PRESUMED = 2_000
const GROWTH_A_DAY = 1.1
const MINUTE: Seconds = 60
const DAY: Seconds = 86_400

/** What is told of a second that concerns the population. */
export type PopulationTick = Pick<TickSummary, 'second' | 'clients60' | 'requests60'> & {
  readonly study: {
    readonly census: readonly SourceFeatures[]
    readonly assets60: number
    readonly sampled?: SampledRows
  } | null
}

/** Stored form. */
export interface PopulationState {
  readonly version: 1
  readonly first: EpochSeconds | null
  readonly last: EpochSeconds | null
  readonly classes: PopulationNumbers['classes']
  readonly histories: Readonly<Record<string, QuantileHistoryState>>
  readonly shares: SiteSharesState
  readonly clients?: SampledRows
}

const classShape = fieldsOf(Object.fromEntries(MEASURES.map((name) => [name, aNumberIn(0, 1e12)])))
const sampledShape = fieldsOf({ rows: aNumber, referred: aNumber, programs: aNumber, signedIn: aNumber })
/** What `new Population` takes. */
export const populationShape = fieldsOf({
  version: exactly(1),
  first: orNull(aNumber),
  last: orNull(aNumber),
  classes: fieldsOf(Object.fromEntries(SOURCE_CLASSES.map((name) => [name, classShape]))),
  histories: mapOf(quantileHistoryShape, 1_000),
  shares: siteSharesShape,
  clients: maybe(sampledShape),
})

/**
 * What harmless sources of this site send at most, by class: the 99.9 % quantile over source-minutes, shrunk to what is presumed of every
 * site with weight n/(n + 2,000), never below that, and growing by 10 % a day at most, so that nobody can make a flood normal. Only while
 * the log is younger than ten minutes may it rise at once, to what most of the clients do who were there from the beginning.
 */
export class Population {
  #first: EpochSeconds | null
  #last: EpochSeconds | null
  #numbers: PopulationNumbers
  readonly #histories = new Map<string, QuantileHistory>()
  readonly #shares: SiteShares
  readonly #clients: SiteClients

  constructor(state?: PopulationState) {
    this.#first = state?.first ?? null
    this.#last = state?.last ?? null
    this.#shares = new SiteShares(state?.shares)
    this.#clients = new SiteClients(state?.clients)
    for (const [name, one] of Object.entries(state?.histories ?? {}))
      this.#histories.set(name, new QuantileHistory(one))
    this.#numbers =
      state === undefined
        ? PRIOR
        : { classes: atLeast(state.classes), ...this.#shares.numbers, ...this.#clients.numbers }
  }

  /** As it is now; a new object when it has changed. */
  get numbers(): PopulationNumbers {
    return this.#numbers
  }

  /** Every tick; it learns from those with a census, once a minute. */
  learn({ second, clients60, requests60, study }: PopulationTick): void {
    this.#first ??= second
    if (study?.sampled !== undefined) this.#clients.add(study.sampled)
    if ((second + 1) % MINUTE === 0 && this.#clients.learn())
      this.#numbers = { ...this.#numbers, ...this.#clients.numbers }
    if (study === null || study.census.length === 0) return
    const age = second - this.#first
    const elapsed = Math.max(0, second - (this.#last ?? second))
    this.#last = second
    const longest = Math.min(OLD_ENOUGH, age - FIRST_MINUTE)
    const present = study.census.filter(({ seen }) => seen >= longest)
    const judged = present.map((features) => ({ features, verdict: suspect(features, this.#numbers, []) }))
    if (age <= OLD_ENOUGH) {
      const free = judged.filter(({ verdict }) => verdict.nats < verdict.needed).map(({ features }) => features)
      this.#raise(peerFloor(free, clients60, requests60))
    }
    const harmless = judged
      .filter(({ verdict }) => verdict.nats < SUSPICIOUS * verdict.needed)
      .map(({ features }) => features)
    this.#count(harmless, Math.max(0, clients60 - study.census.length), elapsed)
    this.#shares.learn(harmless.map(({ minutes }) => minutes))
    this.#shares.learnAssets(study.assets60, requests60)
    this.#numbers = { classes: this.#grown(elapsed), ...this.#shares.numbers, ...this.#clients.numbers }
  }

  toJSON(): PopulationState {
    const histories = Object.fromEntries([...this.#histories].map(([name, one]) => [name, one.toJSON()]))
    const classes = this.#numbers.classes
    return {
      version: 1,
      first: this.#first,
      last: this.#last,
      classes,
      histories,
      shares: this.#shares.toJSON(),
      clients: this.#clients.toJSON(),
    }
  }

  /** Those that are not in the census are quiet, and of the classes that the others are of. */
  #count(harmless: readonly SourceFeatures[], quiet: number, elapsed: Seconds): void {
    for (const history of this.#histories.values()) history.forget(elapsed)
    for (const features of harmless) {
      const sourceClass = classOf(features)
      const measured = measure(features)
      const crowd = crowdFactor(features)
      for (const name of MEASURES) {
        const history = this.#history(sourceClass, name)
        history.add(measured[name] / crowd)
        history.add(0, quiet / harmless.length)
      }
    }
  }

  #history(sourceClass: SourceClass, name: Measure): QuantileHistory {
    const key = `${sourceClass} ${name}`
    const history = this.#histories.get(key) ?? new QuantileHistory()
    this.#histories.set(key, history)
    return history
  }

  #raise(floor: Partial<Record<Measure, number>>): void {
    this.#numbers = {
      ...this.#numbers,
      classes: ordered((sourceClass, name) => Math.max(this.#numbers.classes[sourceClass][name], floor[name] ?? 0)),
    }
  }

  #grown(elapsed: Seconds): PopulationNumbers['classes'] {
    const growth = GROWTH_A_DAY ** (elapsed / DAY)
    const { classes } = this.#numbers
    return ordered((sourceClass, name) => {
      const now = classes[sourceClass][name]
      const presumed = PRIOR.classes[sourceClass][name]
      const history = this.#histories.get(`${sourceClass} ${name}`)
      const quantile = history?.quantile(QUANTILE) ?? 0
      if (history === undefined || quantile <= presumed) return Math.max(presumed, now / growth)
      const sure = history.weight / (history.weight + PRESUMED)
      const target = Math.exp(sure * Math.log(quantile) + (1 - sure) * Math.log(presumed))
      return Math.max(Math.min(target, now * growth), now / growth)
    })
  }
}

/** None below what is presumed of every site. */
function atLeast(classes: PopulationNumbers['classes']): PopulationNumbers['classes'] {
  return ordered((sourceClass, name) => Math.max(classes[sourceClass][name], PRIOR.classes[sourceClass][name]))
}

/** Who shows more signs of an honest client is never held tighter: unknown ≤ api ≤ visitor ≤ gateway, and unknown ≤ crawler. */
function ordered(numberOf: (sourceClass: SourceClass, name: Measure) => number): PopulationNumbers['classes'] {
  const floor: Record<string, number> = {}
  const classes: Partial<Record<SourceClass, ClassNumbers>> = {}
  for (const sourceClass of SOURCE_CLASSES) {
    const row: Partial<Record<Measure, number>> = {}
    for (const name of MEASURES) {
      const value = Math.max(numberOf(sourceClass, name), floor[name] ?? 0)
      if (sourceClass !== 'crawler') floor[name] = value
      row[name] = value
    }
    classes[sourceClass] = row as ClassNumbers
  }
  return classes as PopulationNumbers['classes']
}
