import type { RecordBatch } from '../../domain/record-batch.ts'
import { Random } from '../../lib/random.ts'
import { agentFamily } from './agent-family.ts'
import { EndpointText } from './endpoint-text.ts'
import { LineTraits } from './line-traits.ts'
import type { HashPath } from './path-in-line.ts'

/** Names that are known by their hash. */
const MOST_NAMES = 1_024
const SEED = 7
/** Of an agent, that are looked at: what it is stands in front. */
const AGENT_BYTES = 300
/** IPv4 and IPv6 addresses, or what looks like one. */
const ADDRESS = /\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7}/gi

/** Takes a row that was looked at and stands for `weight` rows; null: its line does not tell. Raw text of the log, at most 120 characters. */
export type SeeRow = (endpoint: string | null, agent: string | null, weight: number) => void

/**
 * Looks at some rows, spread evenly by chance: at most `budget` between two calls of `renew`, however many there are. All, when there are
 * fewer than half of that. When more come than did before, each stands for more; at last none is looked at.
 */
export class TrafficSample {
  readonly #budget: number
  readonly #paths: EndpointText
  readonly #traits = new LineTraits()
  readonly #random = new Random(SEED)
  readonly #endpoints = new Map<number, string>()
  readonly #agents = new Map<number, string>()
  /** One row in so many is looked at. */
  #each = 1
  /** Rows until the next one. */
  #skip = 0
  #rows = 0
  #looks = 0
  #thinAt: number

  constructor(hash: HashPath, budget = 200) {
    this.#paths = new EndpointText(hash)
    this.#budget = budget
    this.#thinAt = budget * 0.75
  }

  /** Once a second: looks are there again, and spread as if as many rows came as since the last time. */
  renew(): void {
    this.#each = Math.max(1, Math.ceil(this.#rows / (this.#budget / 2)))
    this.#skip = Math.min(this.#skip, this.#random.below(this.#each))
    this.#rows = 0
    this.#looks = 0
    this.#thinAt = this.#budget * 0.75
  }

  /** Returns how many of the rows [from, to) it looked at. */
  look(batch: RecordBatch, from: number, to: number, see: SeeRow): number {
    this.#rows += to - from
    const before = this.#looks
    let row = from + this.#skip
    for (; row < to && this.#looks < this.#budget; row += 1 + this.#random.below(2 * this.#each - 1)) {
      see(this.#endpointOf(batch, row), this.#agentOf(batch, row), this.#each)
      this.#looks++
      if (this.#looks < this.#thinAt) continue
      this.#each *= 2
      this.#thinAt += (this.#budget - this.#thinAt) / 2
    }
    this.#skip = Math.max(0, row - to)
    return this.#looks - before
  }

  #endpointOf(batch: RecordBatch, row: number): string | null {
    const hash = batch.endpoint[row]!
    if (hash === 0) return null
    const known = this.#endpoints.get(hash)
    if (known !== undefined) return known
    const found = this.#paths.find(batch.text.bytes, batch.lineStart[row]!, batch.lineEnd[row]!, hash)
    if (found === null) return null
    // A zero would end the text in a database.
    const name = Buffer.from(found, 'latin1').toString().replace(ADDRESS, ':address').replaceAll('\0', '\ufffd')
    remember(this.#endpoints, hash, name)
    return name
  }

  #agentOf(batch: RecordBatch, row: number): string | null {
    const traits = this.#traits
    traits.read(batch, row)
    if (!traits.hasAgent) return null
    const { agentStart: start, agentEnd } = traits
    const known = this.#agents.get(traits.agent)
    if (known !== undefined) return known
    const family = agentFamily(batch.text.bytes.toString('latin1', start, Math.min(agentEnd, start + AGENT_BYTES)))
    remember(this.#agents, traits.agent, family)
    return family
  }
}

function remember(names: Map<number, string>, hash: number, name: string): void {
  if (names.size >= MOST_NAMES) names.clear()
  names.set(hash, name)
}
