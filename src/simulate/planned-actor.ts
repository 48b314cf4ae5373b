import { type EpochMilliseconds, type Milliseconds, SECOND } from '../domain/units.ts'
import type { Actor, Request } from './request.ts'

/** Keeps a request until its second is asked for; one that lies before that second is dropped. */
export type Plan = (request: Request) => void

/** Plans what happens from `from` on, during this second and later. */
export type Step = (from: EpochMilliseconds, plan: Plan) => void

/** An actor who plans ahead: a page that is opened now brings requests of the next seconds. */
export class PlannedActor implements Actor {
  readonly #step: Step
  readonly #lead: Milliseconds
  /** Requests by the number of their second. */
  readonly #planned = new Map<number, Request[]>()
  #now: EpochMilliseconds = Number.NEGATIVE_INFINITY

  /** `lead`: how long before the first second the actor is already about, so that the log does not begin with a rise. */
  constructor(step: Step, lead: Milliseconds = 0) {
    this.#step = step
    this.#lead = lead
  }

  second(from: EpochMilliseconds): readonly Request[] {
    const first = this.#now === Number.NEGATIVE_INFINITY ? from - this.#lead : from
    this.#now = from
    for (let at = first; at <= from; at += SECOND) this.#step(at, this.#plan)
    const number = Math.floor(from / SECOND)
    const due = this.#planned.get(number) ?? []
    this.#planned.delete(number)
    return due.sort((a, b) => a.at - b.at)
  }

  readonly #plan: Plan = (request) => {
    if (request.at < this.#now) return
    const number = Math.floor(request.at / SECOND)
    const second = this.#planned.get(number)
    if (second === undefined) this.#planned.set(number, [request])
    else second.push(request)
  }
}
