import type { IncidentKind } from '../../src/domain/finding.ts'
import type { EpochMilliseconds, Milliseconds } from '../../src/domain/units.ts'
import { DAY, HOUR, SECOND } from '../../src/domain/units.ts'
import { Random } from '../../src/lib/random.ts'
import type { Truth } from '../../src/simulate/truth.ts'
import { type Client, Clients } from './clients.ts'

/** A Tuesday. */
const DAY_ZERO = Date.UTC(2026, 2, 3)
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export interface Hit {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly bytes: number
  readonly referrer?: string
}

/** What the server makes of a request before it answers: an outage, a redirect, a page for everything. */
export type Answer = (hit: Hit, at: EpochMilliseconds, client: Client) => Hit

export interface Span {
  readonly from: EpochMilliseconds
  readonly to: EpochMilliseconds
}

interface Line {
  readonly at: EpochMilliseconds
  readonly text: string
}

/** One access log in the combined format with what is true of it, written in any order of time. */
export class Log {
  readonly random: Random
  readonly clients: Clients
  readonly from: EpochMilliseconds
  readonly to: EpochMilliseconds
  answer: Answer = (hit) => hit
  /** Spans in which something is strange that need not be told: an incident of the site then is no false alarm. */
  readonly excused: Span[] = []
  /** Neither to be banned nor to be spared: people would not agree. */
  readonly grey = new Set<string>()
  readonly #lines: Line[] = []
  readonly #attackers: Truth['attackers'][number][] = []
  readonly #protected: Truth['protected'][number][] = []
  readonly #troubles: Truth['incidents'][number][] = []
  readonly #seen = new Set<string>()
  readonly #seed: number

  /** `start`: hour of the day at which the log begins. */
  constructor(seed: number, start: number, hours: number) {
    this.random = new Random(seed)
    this.clients = new Clients(this.random)
    this.from = DAY_ZERO + start * HOUR
    this.to = this.from + hours * HOUR
    this.#seed = seed
  }

  /** The moment so many hours behind the beginning. */
  at(hours: number): EpochMilliseconds {
    return this.from + Math.round(hours * HOUR)
  }

  hit(client: Client, at: EpochMilliseconds, method: string, path: string, status: number, bytes: number, from = '-') {
    if (at < this.from || at >= this.to) return
    const hit = this.answer({ method, path, status, bytes, referrer: from }, at, client)
    const agent = typeof client.agent === 'string' ? client.agent : this.random.pick(client.agent)
    const request = `"${hit.method} ${hit.path} HTTP/${client.protocol ?? '1.1'}"`
    const size = hit.bytes === 0 && hit.method === 'HEAD' ? 0 : Math.round(hit.bytes)
    this.#seen.add(client.source)
    this.#lines.push({
      at,
      text: `${client.address} - - [${clfTime(at)}] ${request} ${hit.status} ${size} "${hit.referrer ?? '-'}" "${agent}"\n`,
    })
  }

  attack(client: Client, kind: IncidentKind, from = this.from, to = this.to): Client {
    this.#attackers.push({ address: client.source, kind, from, to })
    return client
  }

  spare(client: Client, reason: string): Client {
    this.#protected.push({ address: client.source, reason })
    return client
  }

  /** Whether this one is banned is a matter of taste. */
  leave(client: Client): Client {
    this.grey.add(client.source)
    return client
  }

  excuse(from: EpochMilliseconds, to: EpochMilliseconds): void {
    this.excused.push({ from, to })
  }

  trouble(kinds: readonly IncidentKind[], from: EpochMilliseconds, to: EpochMilliseconds): void {
    this.#troubles.push({ kinds, from, to })
  }

  /** Moments from `from` on with this mean gap; steady: each gap within a tenth of it, else those of a Poisson process. */
  *times(from: EpochMilliseconds, to: EpochMilliseconds, gap: Milliseconds, isSteady = false): Generator<number> {
    const { random } = this
    const next = () => (isSteady ? gap * (0.9 + 0.2 * random.next()) : random.gap(gap))
    for (let at = from + next() * random.next(); at < Math.min(to, this.to); at += next()) yield Math.round(at)
  }

  /** Spread around `middle` as sizes and thinking times are: half of them within a factor 1.7. */
  around(middle: number, spread = 0.8): number {
    const { random } = this
    const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
    return middle * Math.exp(spread * normal)
  }

  get lines(): number {
    return this.#lines.length
  }

  /** The text of the log, a piece a second as a live log grows. */
  *seconds(): Generator<string> {
    const lines = this.#lines.sort((a, b) => a.at - b.at)
    for (let i = 0; i < lines.length; ) {
      const second = Math.floor(lines[i]!.at / SECOND)
      let text = ''
      for (; i < lines.length && Math.floor(lines[i]!.at / SECOND) === second; i++) text += lines[i]!.text
      yield text
    }
  }

  /** Throws when it names somebody who is not in the log, or is both. */
  truth(): Truth {
    const [attackers, spared, incidents] = [this.#attackers, this.#protected, this.#troubles]
    const absent = [...attackers, ...spared].find(({ address }) => !this.#seen.has(address))
    if (absent !== undefined) throw new Error(`${JSON.stringify(absent)} is not in the log`)
    const both = attackers.find(({ address }) => spared.some((honest) => honest.address === address))
    if (both !== undefined) throw new Error(`${both.address} is an attacker, and honest`)
    return { seed: this.#seed, from: this.from, to: this.to, attackers, protected: spared, incidents }
  }
}

const days = new Map<number, string>()

function clfTime(at: EpochMilliseconds): string {
  const day = Math.floor(at / DAY)
  const two = (value: number) => String(value % 60).padStart(2, '0')
  let name = days.get(day)
  if (name === undefined) {
    const date = new Date(day * DAY)
    name = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`
    days.set(day, name)
  }
  const second = Math.floor((at - day * DAY) / SECOND)
  return `${name}:${two(Math.floor(second / 3_600))}:${two(Math.floor(second / 60))}:${two(second)} +0000`
}
