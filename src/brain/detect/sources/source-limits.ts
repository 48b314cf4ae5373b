import { type Limits, NO_LIMIT, UNLIMITED, WINDOWS, type WindowSeconds } from '../../../domain/limits.ts'
import type { GroupTrait } from '../../../domain/source-features.ts'
import { countFor } from './log-likelihood.ts'
import { MOST_LAW } from './narrow-law.ts'
import { LEAST_NEEDED, NEEDED } from './need.ts'
import { DISPERSION, type Measure, type PopulationNumbers } from './population-numbers.ts'
import { SOURCE_CLASSES } from './source-class.ts'

/** Requests of a studied source from which it is judged, and then at each quarter more: no ban needs fewer. */
const STUDY = 10
const MOST_ENDPOINTS = 16

/**
 * Integers for the tripwires. A crossing is only a question to the judge: each is the largest count of which no class could be banned
 * for its rate, even if all else spoke against it. Rows are shared by plain and strict, for errors are judged by themselves.
 */
export function sourceLimits(population: PopulationNumbers, groups: readonly GroupTrait[] = []): Limits {
  const help = Math.max(0, ...groups.filter(({ kind }) => kind === 'distributed-flood').map(({ nats }) => nats))
  const lacking = Math.max(0.5, Math.max(LEAST_NEEDED, NEEDED - help) - MOST_LAW)
  const row: Record<WindowSeconds, number> = { 1: NO_LIMIT, 10: NO_LIMIT, 60: NO_LIMIT }
  for (const window of WINDOWS) {
    for (const sourceClass of SOURCE_CLASSES) {
      const usual = population.classes[sourceClass][`window${window}` satisfies Measure]
      row[window] = Math.min(row[window], countFor(lacking, usual, DISPERSION[sourceClass]) - 1)
    }
  }
  const endpoints = [...new Set(groups.flatMap(({ endpoint }) => (endpoint === null ? [] : [endpoint])))]
  return { ...UNLIMITED, plain: row, strict: row, study: STUDY, endpoints: endpoints.slice(0, MOST_ENDPOINTS) }
}
