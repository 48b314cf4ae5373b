import { appendFileSync } from 'node:fs'
import { SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import { nginxJsonLine } from './nginx-json.ts'
import type { Actor, Request } from './request.ts'

/** Milliseconds between two writes. */
const STEP = 100

/** Writes what actors do to a log while they do it, by the clock. */
export class LiveWriter {
  readonly #path: string
  readonly #actors: readonly Actor[]
  readonly #clock: Clock
  #waiting: Request[] = []
  /** The second to ask for next. */
  #next: number
  #cancel: () => void = () => {}

  constructor(path: string, actors: readonly Actor[], clock: Clock) {
    this.#path = path
    this.#actors = actors
    this.#clock = clock
    this.#next = Math.floor(clock.now() / SECOND) * SECOND
  }

  start(): void {
    this.#step()
  }

  stop(): void {
    this.#cancel()
  }

  #step(): void {
    const now = this.#clock.now()
    for (; this.#next <= now; this.#next += SECOND) {
      for (const actor of this.#actors) this.#waiting.push(...actor.second(this.#next))
    }
    this.#waiting.sort((a, b) => a.at - b.at)
    const due = this.#waiting.findIndex(({ at }) => at > now)
    const requests = this.#waiting.splice(0, due < 0 ? this.#waiting.length : due)
    if (requests.length > 0) appendFileSync(this.#path, requests.map(nginxJsonLine).join(''))
    this.#cancel = this.#clock.after(STEP, () => this.#step())
  }
}
