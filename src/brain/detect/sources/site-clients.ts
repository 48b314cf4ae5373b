import type { SampledRows } from '../../../domain/tick-summary.ts'
import { ramp } from './log-likelihood.ts'
import { DISPERSION, type Measure, type PopulationNumbers, PRIOR } from './population-numbers.ts'
import type { SourceClass } from './source-class.ts'

/** Requests that what is presumed of every site is worth. */
const PRESUMED = 30
/** The first requests count whoever sent them; then each minute adds so many at most, and so great a part of what is there. */
const FIRST = 256
const LEAST_A_MINUTE = 8
const MOST_OF_ALL = 0.02
/** What was seen a week ago counts half. */
const KEPT = 2 ** (-1 / (7 * 1_440))

const NOTHING: SampledRows = { rows: 0, referred: 0, programs: 0, signedIn: 0 }

/**
 * What the requests of a site are usually like, whoever sends them: from a page or not, by browsers or programs, of users who are
 * signed in. Of any minute it takes a small part only, so that a flood does not make itself usual before it is banned.
 */
export class SiteClients {
  #sums: SampledRows
  #waiting: SampledRows = NOTHING

  constructor(state: SampledRows = NOTHING) {
    this.#sums = state
  }

  /** Every second. */
  add(sampled: SampledRows): void {
    if (sampled.rows > 0) this.#waiting = plus(this.#waiting, 1, sampled, 1)
  }

  /** Once a minute; whether anything was learned. */
  learn(): boolean {
    const { rows } = this.#waiting
    if (rows === 0) return false
    const most = Math.max(FIRST - this.#sums.rows, LEAST_A_MINUTE, MOST_OF_ALL * this.#sums.rows)
    this.#sums = plus(this.#sums, KEPT, this.#waiting, Math.min(1, most / rows))
    this.#waiting = NOTHING
    return true
  }

  get numbers(): Pick<PopulationNumbers, 'referredShare' | 'programShare' | 'signedInShare'> {
    const { rows, referred, programs, signedIn } = this.#sums
    const of = (part: number, presumed: number) => (part + presumed * PRESUMED) / (rows + PRESUMED)
    return {
      referredShare: of(referred, PRIOR.referredShare),
      programShare: of(programs, PRIOR.programShare),
      signedInShare: of(signedIn, PRIOR.signedInShare),
    }
  }

  toJSON(): SampledRows {
    return this.#sums
  }
}

function plus(one: SampledRows, weight: number, other: SampledRows, otherWeight: number): SampledRows {
  return {
    rows: one.rows * weight + other.rows * otherWeight,
    referred: one.referred * weight + other.referred * otherWeight,
    programs: one.programs * weight + other.programs * otherWeight,
    signedIn: one.signedIn * weight + other.signedIn * otherWeight,
  }
}

/** 0 … 1: whether programs are the usual clients here, as of a mirror or an interface, and it is no sign to be one. */
export function servesPrograms({ programShare }: PopulationNumbers): number {
  return ramp(programShare, 0.3, 0.7)
}

/** 0 … 1: whether clients come from pages here, so that it is a sign not to. */
export function isLinked({ referredShare }: PopulationNumbers): number {
  return ramp(referredShare, 0.05, 0.3)
}

/**
 * What a harmless source of a class sends at most, and in what clumps. Where nobody comes from a page, one that shows no sign of a
 * browser is a client of an application like the others.
 */
export function usualOf(population: PopulationNumbers, sourceClass: SourceClass, name: Measure): number {
  const { classes } = population
  const own = classes[sourceClass][name]
  return sourceClass === 'unknown' ? classes.api[name] + (own - classes.api[name]) * isLinked(population) : own
}

export function dispersionOf(population: PopulationNumbers, sourceClass: SourceClass): number {
  const own = DISPERSION[sourceClass]
  return sourceClass === 'unknown' ? DISPERSION.api + (own - DISPERSION.api) * isLinked(population) : own
}

/** 0 … 1: whether names in lines are believed. Some servers log whatever name is sent, so where nobody else has one, nobody has. */
export function believesNames({ signedInShare }: PopulationNumbers): number {
  return ramp(signedInShare, 0.01, 0.05)
}
