import type { Ban } from '../domain/ban.ts'
import type { Evidence, Finding } from '../domain/finding.ts'
import type { SourceText } from '../domain/source.ts'
import { type EpochMilliseconds, SECOND, type Seconds } from '../domain/units.ts'
import { type Leak, type LeakSurroundings, LeakWatch } from '../edge/enforce/leak-watch.ts'

/** Requests of banned sources are no leak before so long after the confirmation. */
const GRACE: Seconds = 2
/** Bans looked at in one second; the others follow. */
const MOST = 5_000

export interface LeakPollOptions {
  readonly surroundings: LeakSurroundings
  /** Requests that a source made so far, those of its ban included; 0 when it is not tracked. */
  readonly totalOf: (source: Ban['source']) => number
  readonly ban: (address: SourceText) => Ban | undefined
  readonly onLeak: (finding: Finding, requests: number) => void
}

/** Looks once a second whether requests of sources still come whose ban the kernel confirmed. Networks are not looked at. */
export class LeakPoll {
  readonly #options: LeakPollOptions
  readonly #watch: LeakWatch
  /** Of each confirmed ban: when, and its requests when the grace was over. */
  readonly #bans = new Map<SourceText, Confirmed>()
  #rest: Iterator<[SourceText, Confirmed]> = this.#bans.entries()

  constructor(options: LeakPollOptions) {
    this.#options = options
    this.#watch = new LeakWatch(options.surroundings)
  }

  confirmed(address: SourceText, at: EpochMilliseconds): void {
    this.#watch.confirmed(address, at)
    this.#bans.set(address, { at, total: null })
  }

  ended(address: SourceText): void {
    this.#watch.ended(address)
    this.#bans.delete(address)
  }

  look(now: EpochMilliseconds): void {
    for (let looked = 0; looked < MOST; looked++) {
      const next = this.#rest.next()
      if (next.done) {
        this.#rest = this.#bans.entries()
        return
      }
      this.#lookAt(...next.value, now)
    }
  }

  #lookAt(address: SourceText, entry: Confirmed, now: EpochMilliseconds): void {
    if (now <= entry.at + GRACE * SECOND) return
    const ban = this.#options.ban(address)
    if (ban === undefined || ban.source.bits !== undefined) {
      this.ended(address)
      return
    }
    const total = this.#options.totalOf(ban.source)
    const more = entry.total === null ? 0 : total - entry.total
    entry.total = total
    if (more <= 0) return
    const leak = this.#watch.seen(address, now, more)
    if (leak !== undefined) this.#options.onLeak(findingOf(ban, leak), leak.requests)
  }
}

interface Confirmed {
  readonly at: EpochMilliseconds
  total: number | null
}

function findingOf({ address }: Ban, { requests, at, confirmedAt, cause }: Leak): Finding {
  const seconds = Math.round((at - confirmedAt) / SECOND)
  const evidence: Evidence = {
    ...{ detector: 'enforcement', observed: requests, expected: 0, limit: 5, unit: 'requests', window: seconds },
    ...{ baseline: null, lines: [] },
    text: `${requests} requests of ${address} came through although its ban was confirmed ${seconds} s ago: ${cause}.`,
  }
  const subject = address.includes('/')
    ? ({ type: 'prefix', prefix: address } as const)
    : ({ type: 'address', address } as const)
  return { kind: 'enforcement-leak', subject, at, evidence }
}
