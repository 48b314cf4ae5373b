import type { EpochSeconds, Seconds } from '../../domain/units.ts'

/** Different user agents from which an address stands for many people. */
export const GATEWAY_AGENTS = 8
/** It is a gateway when it was seen with so many agents for so long. */
export const GATEWAY_AGE: Seconds = 3_600
/** An address that did not show so many agents for so long is none any more. */
const FORGET: Seconds = 14 * 86_400
const DAY: Seconds = 86_400
/** Rows at most; the one that showed its agents longest ago gives way, those that are gateways last. */
export const GATEWAYS = 4_096
/** Rows looked at for one that gives way. */
const SAMPLE = 64
/** Numbers of a row as it is kept. */
export const GATEWAY_FIELDS = 6

interface Row {
  /** When it first and last showed eight agents. */
  first: EpochSeconds
  last: EpochSeconds
  /** Most agents at once on the day `day`, and on the one before that it was seen. */
  day: number
  agents: number
  agentsBefore: number
}

/** Addresses behind which many people are, in an exact table. Keys are numbers that stand for sources. */
export class Gateways {
  readonly #rows = new Map<number, Row>()

  get size(): number {
    return this.#rows.size
  }

  /** The source showed so many different agents of late. */
  note(key: number, agents: number, second: EpochSeconds): void {
    if (agents < GATEWAY_AGENTS) return
    const day = Math.floor(second / DAY)
    const row = this.#rows.get(key)
    if (row === undefined || second - row.last > FORGET) {
      if (row === undefined && this.#rows.size >= GATEWAYS) this.#makeRoom()
      this.#rows.delete(key)
      this.#rows.set(key, { first: second, last: second, day, agents, agentsBefore: 0 })
      return
    }
    if (day !== row.day) {
      row.agentsBefore = row.agents
      row.agents = 0
      row.day = day
    }
    row.agents = Math.max(row.agents, agents)
    // A clock set back: it is as old as it was.
    if (second < row.last) row.first -= row.last - second
    row.last = second
    // The longest unseen come first.
    this.#rows.delete(key)
    this.#rows.set(key, row)
  }

  forget(key: number): void {
    this.#rows.delete(key)
  }

  /** Different agents of a gateway: the most of its last two days; 0 when it is none. */
  agents(key: number, now: EpochSeconds): number {
    const row = this.#rows.get(key)
    return row === undefined || !isGateway(row) || now - row.last > FORGET ? 0 : Math.max(row.agents, row.agentsBefore)
  }

  /** GATEWAY_FIELDS numbers a row, the longest unseen first. */
  toNumbers(): Float64Array {
    const all = [...this.#rows].flatMap(([key, row]) => [
      key,
      row.first,
      row.last,
      row.day,
      row.agents,
      row.agentsBefore,
    ])
    return Float64Array.from(all)
  }

  static fromNumbers(numbers: Float64Array): Gateways {
    const gateways = new Gateways()
    for (let at = 0; at < numbers.length; at += GATEWAY_FIELDS) {
      const [key, first, last, day, agents, agentsBefore] = numbers.subarray(at, at + GATEWAY_FIELDS)
      gateways.#rows.set(key!, { first: first!, last: last!, day: day!, agents: agents!, agentsBefore: agentsBefore! })
    }
    return gateways
  }

  #makeRoom(): void {
    let oldest: number | undefined
    let looked = 0
    for (const [key, row] of this.#rows) {
      oldest ??= key
      if (!isGateway(row)) {
        oldest = key
        break
      }
      if (++looked === SAMPLE) break
    }
    this.#rows.delete(oldest!)
  }
}

function isGateway({ first, last }: Row): boolean {
  return last - first >= GATEWAY_AGE
}
