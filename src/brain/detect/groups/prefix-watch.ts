import type { Finding } from '../../../domain/finding.ts'
import type { SourceKey } from '../../../domain/source.ts'
import { isIpv6Prefix, prefixOf, prefixText } from '../../../domain/source-prefix.ts'
import type { PrefixTraffic, TickSummary } from '../../../domain/tick-summary.ts'
import { type EpochMilliseconds, MINUTE, type Milliseconds, SECOND } from '../../../domain/units.ts'
import { EvidenceSum } from './evidence-sum.ts'
import { count } from './group-words.ts'
import { Rotation } from './rotation.ts'

/** What a source did counts against its prefix so long. */
const COUNTED: Milliseconds = 10 * MINUTE
/** Guilty sources that a prefix must have: /64s of a /48, addresses of a /24. */
const FEWEST_NETS = 8
const FEWEST_ADDRESSES = 24
/** They must be this share of the new sources of the prefix, or it is one that many honest people share. */
const LEAST_SHARE = 2 / 3
/** Prefixes, and sources of each, that are remembered. */
const MOST_PREFIXES = 256
const MOST_SOURCES = 64
/** How much one guilty source counts against its prefix: far less than against itself, for neighbours need not be accomplices. */
const NATS_EACH = 2.5
const NEEDED = 16
/** A finding about a prefix stays so long after the last sign of it. */
const STAYS: Milliseconds = 10 * SECOND

/**
 * Sees that one attacker moves through the /64s of a /48, or owns much of a /24, by a limit of its own: many sources of the prefix were
 * banned within ten minutes, or they follow each other, each with far more bare requests than a visitor has. Never wider than /48 and /24.
 */
export class PrefixWatch {
  readonly #guilty = new Map<number, Map<string, EpochMilliseconds>>()
  readonly #rotation = new Rotation()
  /** Since when a prefix is suspected, and when it last was. */
  readonly #open = new Map<number, { readonly since: EpochMilliseconds; last: EpochMilliseconds; finding: Finding }>()

  /** A source was banned for what it did. Sources whose prefix may not be judged by them, such as protected ones, are left out. */
  note(source: SourceKey, at: EpochMilliseconds): void {
    const prefix = prefixOf(source)
    const sources = this.#guilty.get(prefix) ?? new Map<string, EpochMilliseconds>()
    // The one that was least lately noted goes first.
    this.#guilty.delete(prefix)
    this.#guilty.set(prefix, sources)
    const key = `${source.high}/${source.low}`
    sources.delete(key)
    sources.set(key, at)
    if (sources.size > MOST_SOURCES) sources.delete(sources.keys().next().value!)
    if (this.#guilty.size > MOST_PREFIXES) this.#guilty.delete(this.#guilty.keys().next().value!)
  }

  /** Findings on prefixes, whose evidence is enough to ban the prefix by. Once a sealed second, after the bans of that second are noted. */
  see(tick: TickSummary, at: EpochMilliseconds): readonly Finding[] {
    const traffic = new Map((tick.study?.prefixes ?? []).map((one) => [one.prefix, one]))
    this.#rotation.see(tick, at)
    for (const [prefix, sources] of this.#guilty) {
      for (const [key, then] of sources) if (at - then > COUNTED) sources.delete(key)
      if (sources.size === 0) this.#guilty.delete(prefix)
      else this.#judgeGuilty(prefix, sources.size, traffic.get(prefix), at)
    }
    for (const one of traffic.values()) {
      const sum = this.#rotation.weigh(one)
      if (sum?.isEnough) this.#find(one.prefix, sum, one.arrivals, this.#rotation.textOf(one), at)
    }
    const findings: Finding[] = []
    for (const [prefix, open] of this.#open) {
      if (at - open.last > STAYS) this.#open.delete(prefix)
      else findings.push(open.finding)
    }
    return findings
  }

  forget(): void {
    this.#guilty.clear()
    this.#open.clear()
    this.#rotation.forget()
  }

  #judgeGuilty(prefix: number, guilty: number, traffic: PrefixTraffic | undefined, at: EpochMilliseconds): void {
    const fewest = isIpv6Prefix(prefix) ? FEWEST_NETS : FEWEST_ADDRESSES
    if (guilty < fewest) return
    // Nothing is known of the others in a /24 whose traffic is not told: it stays as it is.
    if (traffic === undefined && !isIpv6Prefix(prefix)) return
    const sources = Math.max(guilty, traffic?.sources ?? 0)
    if (guilty < LEAST_SHARE * sources) return
    const sum = new EvidenceSum(NEEDED)
    sum.add('banned-sources', guilty, 0, 'banned sources in 10 min', NATS_EACH * guilty, 0, 40)
    const nets = isIpv6Prefix(prefix) ? '/64s' : 'addresses'
    const text = `${count(guilty)} ${nets} of ${prefixText(prefix)} were banned within 10 minutes, and hardly anybody else comes from there: one attacker moves through it.`
    this.#find(prefix, sum, guilty, text, at)
  }

  #find(prefix: number, sum: EvidenceSum, observed: number, text: string, at: EpochMilliseconds): void {
    const open = this.#open.get(prefix)
    const since = open?.since ?? at
    const limit = isIpv6Prefix(prefix) ? FEWEST_NETS : FEWEST_ADDRESSES
    const main = { observed, expected: 0, limit, unit: 'sources' }
    const evidence = sum.evidence('prefix', main, text, { prefix: prefixText(prefix) })
    const subject = { type: 'prefix', prefix: prefixText(prefix) } as const
    this.#open.set(prefix, { since, last: at, finding: { kind: 'source-flood', subject, at, since, evidence } })
  }
}
