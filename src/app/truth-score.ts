import { readFileSync } from 'node:fs'
import { UsageError } from '../domain/errors.ts'
import type { EngineEvent } from '../domain/ports.ts'
import { coversSource } from '../domain/source-prefix.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import { MINUTE } from '../domain/units.ts'
import { parseTruth, type Truth } from '../simulate/truth.ts'

/** An incident so long after a trouble ended still tells of it. */
const GRACE = MINUTE
/** Addresses that are named; all are counted. */
const NAMED = 20

/** How a replay did by its truth file, as the summary has it: docs/formats/ndjson.md. */
export type Score = {
  readonly attackers: number
  readonly attackers_banned: number
  readonly true_bans: number
  readonly false_bans: number
  readonly troubles: number
  readonly troubles_told: number
  /** Site incidents while there was no trouble. */
  readonly stray_incidents: number
  /** Median of the seconds from the beginning of an attack to its ban, and of a trouble to its first incident; null without any. */
  readonly seconds_to_ban: number | null
  readonly seconds_to_incident: number | null
  /** Up to 20 each. */
  readonly falsely_banned: readonly { readonly address: string; readonly reason: string | null }[]
  readonly missed: readonly string[]
}

/** Reads a truth file. Throws UsageError. */
export function readTruth(path: string): Truth {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new UsageError(
      `cannot read the truth file ${path}: ${(cause as NodeJS.ErrnoException).code ?? (cause as Error).message}`,
      'Name the file that breakwater simulate wrote beside the log.',
      { cause },
    )
  }
  return parseTruth(text, path)
}

/** Compares what a replay told with what was true. */
export class TruthScore {
  readonly #truth: Truth
  readonly #banned = new Map<string, EpochMilliseconds>()
  readonly #false = new Map<string, number>()
  readonly #troubles: (EpochMilliseconds | null)[]
  readonly #incidents = new Set<string>()
  #trueBans = 0
  #stray = 0

  constructor(truth: Truth) {
    this.#truth = truth
    this.#troubles = truth.incidents.map(() => null)
  }

  see(event: EngineEvent): void {
    if (event.type === 'ban') this.#seeBan(event.ban.address, event.ban.at)
    if (event.type !== 'incident' || event.incident.state !== 'firing' || this.#incidents.has(event.incident.id)) return
    const { id, kind, subject, firedAt } = event.incident
    this.#incidents.add(id)
    let isExplained = subject.type !== 'site'
    this.#truth.incidents.forEach(({ kinds, from, to }, i) => {
      if (firedAt < from || firedAt > to + GRACE) return
      isExplained = true
      if (kinds.includes(kind)) this.#troubles[i] ??= firedAt
    })
    if (!isExplained) this.#stray++
  }

  score(): Score {
    const { attackers, incidents } = this.#truth
    const caught = attackers.filter(({ address }) => this.#banned.has(address))
    const reasons = new Map(this.#truth.protected.map(({ address, reason }) => [address, reason]))
    return {
      attackers: attackers.length,
      attackers_banned: caught.length,
      true_bans: this.#trueBans,
      false_bans: [...this.#false.values()].reduce((sum, bans) => sum + bans, 0),
      troubles: incidents.length,
      troubles_told: this.#troubles.filter((at) => at !== null).length,
      stray_incidents: this.#stray,
      seconds_to_ban: median(caught.map(({ address, from }) => this.#banned.get(address)! - from)),
      seconds_to_incident: median(this.#troubles.flatMap((at, i) => (at === null ? [] : [at - incidents[i]!.from]))),
      falsely_banned: [...this.#false.keys()]
        .slice(0, NAMED)
        .map((address) => ({ address, reason: reasons.get(address) ?? null })),
      missed: attackers
        .filter(({ address }) => !this.#banned.has(address))
        .slice(0, NAMED)
        .map(({ address }) => address),
    }
  }

  /** The ban of a network is one of all attackers in it, and false when there is none, or somebody who must not be banned. */
  #seeBan(address: string, at: EpochMilliseconds): void {
    const { attackers, protected: spared } = this.#truth
    const caught = attackers.filter((attacker) => at >= attacker.from && coversSource(address, attacker.address))
    if (caught.length === 0 || spared.some((one) => one.address !== address && coversSource(address, one.address))) {
      this.#false.set(address, (this.#false.get(address) ?? 0) + 1)
      return
    }
    this.#trueBans++
    for (const attacker of caught) if (!this.#banned.has(attacker.address)) this.#banned.set(attacker.address, at)
  }
}

/** Of times in milliseconds, in seconds. */
function median(times: readonly number[]): number | null {
  return times.length === 0 ? null : [...times].sort((a, b) => a - b)[times.length >> 1]! / 1_000
}
