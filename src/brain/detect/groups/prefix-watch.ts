import type { Finding } from '../../../domain/finding.ts'
import type { SourceKey } from '../../../domain/source.ts'
import type { SourceFeatures } from '../../../domain/source-features.ts'
import { isIpv6Prefix, prefixOf, prefixText } from '../../../domain/source-prefix.ts'
import type { TickSummary } from '../../../domain/tick-summary.ts'
import { type EpochMilliseconds, type Milliseconds, SECOND } from '../../../domain/units.ts'
import { EvidenceSum } from './evidence-sum.ts'
import { count } from './group-words.ts'
import { PrefixRecord } from './prefix-record.ts'
import { UsualCount } from './usual-count.ts'

/** Sources that a prefix must have against it: /64s of a /48, addresses of a /24. */
const FEWEST_NETS = 8
const FEWEST_ADDRESSES = 32
/** For each that behaves like a visitor, so many must be against it. */
const FOR_EACH_VISITOR = 3
/** Prefixes that are remembered. */
const MOST_PREFIXES = 512
/** How much one source counts against its prefix: far less than against itself, for neighbours need not be accomplices. */
const NATS_EACH = 2
const NEEDED = 16
/** Bare requests that make a newcomer suspicious: so many, and so many times as many as a source usually has in 60 s. */
const LEAST_BARE = 20
/** So many within its first minute are suspicious on any site. */
const MOST_BARE = 60
const TIMES = 5
/** A finding stays so long after the last sign of it. */
const STAYS: Milliseconds = 60 * SECOND

interface Open {
  readonly signs: number
  readonly last: EpochMilliseconds
  readonly finding: Finding
}

/**
 * Sees that one attacker moves through the /64s of a /48, or owns much of a /24, by a limit of its own: many sources of the prefix were
 * banned within ten minutes, or new /64s take turns, each with far more bare requests than a visitor has. Never wider than /48 and /24.
 */
export class PrefixWatch {
  readonly #records = new Map<number, PrefixRecord>()
  readonly #open = new Map<number, Open>()
  /** Requests of one source in 60 s that are no assets, in the mean. */
  readonly #each = new UsualCount(2, 1)

  /** A source was banned for what it did. */
  note(source: SourceKey, at: EpochMilliseconds): void {
    this.#recordOf(source).ban(source, at)
  }

  /** A source was judged by its features, whatever came of it. */
  look(features: SourceFeatures): void {
    const { requests, assets, answered } = features.minutes
    const bare = requests - assets
    const least = Math.min(MOST_BARE, Math.max(LEAST_BARE, TIMES * this.#each.mean))
    const isNewcomer = features.standing === 'new' && features.seen < 60
    const isVisitor = assets > bare / 2 && answered > 0
    const sign = isVisitor ? 'visitor' : isNewcomer && bare >= least && assets * 20 < bare ? 'bare' : null
    if (sign !== null) this.#recordOf(features.source).look(features.source, sign, features.at)
  }

  /** Findings on prefixes; each is evidence enough to ban the prefix by. Once a sealed second, in order. */
  see(tick: TickSummary, at: EpochMilliseconds): readonly Finding[] {
    this.#learn(tick)
    for (const [prefix, record] of this.#records) {
      record.forget(at)
      if (record.isEmpty) this.#records.delete(prefix)
      else this.#judge(prefix, record, at)
    }
    const findings: Finding[] = []
    for (const [prefix, { last, finding }] of this.#open) {
      if (at - last > STAYS) this.#open.delete(prefix)
      else findings.push({ ...finding, at })
    }
    return findings
  }

  forget(): void {
    this.#records.clear()
    this.#open.clear()
  }

  #judge(prefix: number, record: PrefixRecord, at: EpochMilliseconds): void {
    const isIpv6 = isIpv6Prefix(prefix)
    const fewest = isIpv6 ? FEWEST_NETS : FEWEST_ADDRESSES
    const { banned, visitors } = record
    const turns = isIpv6 ? record.turns : 0
    const signs = Math.max(banned, turns)
    if (signs < fewest || signs < FOR_EACH_VISITOR * visitors) return
    const open = this.#open.get(prefix)
    if (open !== undefined && signs <= open.signs) return
    const sum = new EvidenceSum(NEEDED)
    sum.add('banned-sources', banned, 0, 'banned sources', NATS_EACH * banned, 0, 32)
    if (turns > 0) sum.add('taking-turns', turns, 0, 'bare newcomers one after the other', NATS_EACH * turns, 0, 32)
    const name = prefixText(prefix)
    const nets = isIpv6 ? '/64s' : 'addresses'
    const each = count(Math.max(1, this.#each.mean))
    const text =
      banned >= turns
        ? `${count(banned)} ${nets} of ${name} were banned within 10 minutes, and hardly anybody there behaves like a visitor: one attacker moves through it.`
        : `${count(turns)} new /64s of ${name} took turns within 10 minutes, each with at least ${LEAST_BARE} requests and nothing loaded; a source usually has about ${each} such requests a minute: one attacker moves through it.`
    const main = { observed: signs, expected: 0, limit: fewest, unit: isIpv6 ? '/64s' : 'sources' }
    const evidence = sum.evidence('prefix', main, text, { prefix: name, banned, turns, visitors })
    const subject = { type: 'prefix', prefix: name } as const
    const since = open?.finding.since ?? record.since
    this.#open.set(prefix, { signs, last: at, finding: { kind: 'source-flood', subject, at, since, evidence } })
  }

  #learn({ study, requests60, condemned60, clients60 }: TickSummary): void {
    if (study === null || clients60 === 0) return
    const each = Math.max(0, requests60 + condemned60 - study.assets60) / clients60
    this.#each.learn(each, 1, each > 2 * this.#each.mean, false)
  }

  #recordOf(source: SourceKey): PrefixRecord {
    const prefix = prefixOf(source)
    const record = this.#records.get(prefix) ?? new PrefixRecord()
    // The one that was least lately heard of goes first.
    this.#records.delete(prefix)
    this.#records.set(prefix, record)
    if (this.#records.size > MOST_PREFIXES) this.#records.delete(this.#records.keys().next().value!)
    return record
  }
}
