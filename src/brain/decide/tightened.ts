import type { Finding, Subject } from '../../domain/finding.ts'
import { SURGE_REQUESTS, type Surge } from '../../domain/limits.ts'
import type { TightenedSources } from '../../domain/ports.ts'
import type { SourceKey } from '../../domain/source.ts'
import type { EpochMilliseconds } from '../../domain/units.ts'
import { formatSource } from '../../lib/ip-address.ts'

/** Sources held to strict limits at once; beyond, new ones are left at the plain limits. */
const MOST = 10_000

interface Tight {
  readonly source: SourceKey
  readonly line: string
  readonly since: EpochMilliseconds
}

/** Holds sources whose errors surge to the strict limits, for as long as that holds. A finding with its numbers, not a ban. */
export class Tightened {
  readonly #sources: TightenedSources
  readonly #report: (finding: Finding) => void
  readonly #held = new Map<string, Tight>()

  constructor(sources: TightenedSources, report: (finding: Finding) => void) {
    this.#sources = sources
    this.#report = report
  }

  get size(): number {
    return this.#held.size
  }

  /** Since when a source is held to the strict limits; undefined when it is not. */
  since(address: string): EpochMilliseconds | undefined {
    return this.#held.get(address)?.since
  }

  /** A source went over the share of errors; `line` is fit to be shown. True: it is held to the strict limits. */
  add(surge: Surge, line: string): boolean {
    const { kind, high, low } = surge.source
    const address = formatSource(kind, high, low)
    if (this.#held.size >= MOST && !this.#held.has(address)) return false
    const tight = { source: surge.source, line, since: surge.at }
    this.#held.set(address, tight)
    this.#tell(address, tight, surge.at, surge.requests60, surge.errors60, surge.limit)
    return true
  }

  /** A source was banned: it is held no more. */
  drop(address: string): void {
    const tight = this.#held.get(address)
    if (tight === undefined) return
    this.#held.delete(address)
    this.#sources.setStrict(tight.source, false)
  }

  /** Once a tick: lets go whom the share of errors does not hold any more. */
  review(at: EpochMilliseconds, limit: number): void {
    for (const [address, tight] of this.#held) {
      const { requests, errors } = this.#sources.within60(tight.source)
      if (requests >= SURGE_REQUESTS && errors > limit * requests)
        this.#tell(address, tight, at, requests, errors, limit)
      else this.drop(address)
    }
  }

  #tell(
    address: string,
    { source, line }: Tight,
    at: EpochMilliseconds,
    requests: number,
    errors: number,
    limit: number,
  ) {
    const subject: Subject = source.kind === 4 ? { type: 'address', address } : { type: 'prefix', prefix: address }
    this.#report({
      kind: 'client-errors',
      subject,
      at,
      evidence: {
        detector: 'error-surge',
        observed: errors / requests,
        expected: null,
        limit,
        unit: 'of requests',
        window: 60,
        baseline: null,
        lines: [line],
      },
    })
  }
}
