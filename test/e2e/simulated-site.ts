import { appendFileSync, writeFileSync } from 'node:fs'
import { MINUTE, SECOND } from '../../src/domain/units.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { Visitors } from '../../src/simulate/actors/visitors.ts'
import { LiveWriter } from '../../src/simulate/live-writer.ts'
import { nginxJsonLine } from '../../src/simulate/nginx-json.ts'
import type { Part } from '../../src/simulate/part.ts'
import type { Actor, Request } from '../../src/simulate/request.ts'

const SEED = 7
const HISTORY = 40 * MINUTE

/** A log with 40 minutes behind it that visitors go on writing, in the test's own process; attacks come when they are asked for. */
export class SimulatedSite {
  readonly log: string
  readonly #actors: Actor[]
  readonly #writer: LiveWriter
  readonly #rate: number
  readonly #stopped = new Set<string>()

  /** `rate`: requests a second. */
  constructor(log: string, rate = 3) {
    this.log = log
    this.#rate = rate
    const visitors = new Visitors({ seed: SEED, rate })
    this.#actors = [visitors]
    this.#writer = new LiveWriter(log, this.#actors, systemClock)
    const now = Math.floor(systemClock.now() / SECOND) * SECOND
    const lines: string[] = []
    for (let second = now - HISTORY; second < now; second += SECOND)
      lines.push(...visitors.second(second).map(nginxJsonLine))
    writeFileSync(log, lines.join(''))
    this.#writer.start()
  }

  /** Begins within two seconds and lasts `seconds`; gives the attackers' addresses and a promise of its end. */
  attack(part: Part, seconds: number): { readonly addresses: readonly string[]; readonly over: Promise<void> } {
    const start = Math.ceil(systemClock.now() / SECOND) * SECOND + SECOND
    const end = start + seconds * SECOND
    const { actor, truth } = part.create({
      seed: SEED,
      from: start - HISTORY,
      to: end + HISTORY,
      start,
      end,
      rate: this.#rate,
    })
    this.#actors.push({ second: (from) => actor.second(from).filter(({ address }) => !this.#stopped.has(address)) })
    return {
      addresses: truth.attackers.map(({ address }) => address),
      over: new Promise((resolve) => systemClock.after(end + SECOND - systemClock.now(), resolve)),
    }
  }

  /** Attackers at this address come through no more, as when a firewall before the web server drops them. */
  stopFrom(address: string): void {
    this.#stopped.add(address)
  }

  /** One request now, as it is. */
  request(request: Omit<Request, 'at'>): void {
    appendFileSync(this.log, nginxJsonLine({ ...request, at: systemClock.now() } as Request))
  }

  stop(): void {
    this.#writer.stop()
  }
}
