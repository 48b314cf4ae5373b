import type { Ban } from '../domain/ban.ts'
import type { Evidence, Finding } from '../domain/finding.ts'
import { IPV6, type RecordBatch } from '../domain/record-batch.ts'
import type { SourceText } from '../domain/source.ts'
import { type EpochMilliseconds, SECOND, type Seconds } from '../domain/units.ts'
import { type Leak, type LeakSurroundings, LeakWatch } from '../edge/enforce/leak-watch.ts'
import { formatSource } from '../lib/ip-address.ts'

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

/** Answers by which a web server denies; 444: nginx closes without one. */
const DENIALS: ReadonlySet<number> = new Set([403, 444])

/**
 * Looks once a second whether requests of sources still come whose ban was confirmed. Those that are denied are no leak where it is not a
 * firewall that enforces: the web server logs them. Networks are not looked at.
 */
export class LeakPoll {
  readonly #options: LeakPollOptions
  readonly #watch: LeakWatch
  readonly #bans = new Map<SourceText, Confirmed>()
  #rest: Iterator<[SourceText, Confirmed]> = this.#bans.entries()

  constructor(options: LeakPollOptions) {
    this.#options = options
    this.#watch = new LeakWatch(options.surroundings)
  }

  confirmed(address: SourceText, at: EpochMilliseconds): void {
    this.#watch.confirmed(address, at)
    this.#bans.set(address, { at, denied: 0, passed: null })
  }

  ended(address: SourceText): void {
    this.#watch.ended(address)
    this.#bans.delete(address)
  }

  /** Rows of a batch that the window has counted. */
  see(batch: RecordBatch, from: number, to: number): void {
    const { mode } = this.#options.surroundings
    if (this.#bans.size === 0 || mode === 'nftables' || mode === 'iptables') return
    for (let row = from; row < to; row++) {
      if (!DENIALS.has(batch.status[row]!)) continue
      const kind = batch.flags[row]! & IPV6 ? 6 : 4
      const entry = this.#bans.get(formatSource(kind, batch.keyHigh[row]!, batch.keyLow[row]!))
      if (entry !== undefined) entry.denied++
    }
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
    const passed = this.#options.totalOf(ban.source) - entry.denied
    const more = entry.passed === null ? 0 : passed - entry.passed
    entry.passed = passed
    if (more <= 0) return
    const leak = this.#watch.seen(address, now, more)
    if (leak !== undefined) this.#options.onLeak(findingOf(ban, leak), leak.requests)
  }
}

interface Confirmed {
  readonly at: EpochMilliseconds
  /** Requests since then that were denied. */
  denied: number
  /** Requests that were not, ever, at the last look; null before it. */
  passed: number | null
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
