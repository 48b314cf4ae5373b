import type { Seconds } from '../../domain/units.ts'

/** Seconds of what was seen lately, whatever it was. */
const LATELY: Seconds = 120
const LATELY_BEFORE: Seconds = 600
/** Two means of the last minutes are alike within a factor e^0.3. */
const ALIKE = 0.3
/** How much slower a level follows what is suspicious. */
const SLOWER = 20
/** Observations after a gap that a level is worth. */
const KEPT = 30

export interface LevelOptions {
  /** Observations after which one weighs 1/e of the newest. */
  readonly span: number
  /** Amount per exposure to begin with, and the exposure that it is worth. */
  readonly prior: number
  readonly worth: number
}

/**
 * Amount per exposure: the ratio of two sums that forget exponentially, which is an EWMA that begins with the plain mean. It is the mean of
 * the amounts, not of their logarithms: that one lies far below it where requests come in clusters.
 */
export class Level {
  readonly #span: number
  #prior: number
  readonly #worth: number
  #amount = 0
  #exposure = 0
  readonly #lately = [new Recent(LATELY), new Recent(LATELY_BEFORE)] as const

  constructor({ span, prior, worth }: LevelOptions) {
    this.#span = span
    this.#prior = prior
    this.#worth = worth
  }

  /** 0 before anything is known. */
  get rate(): number {
    const exposure = this.#exposure + this.#worth
    return exposure === 0 ? 0 : (this.#amount + this.#worth * this.#prior) / exposure
  }

  /** Amounts further than `reach` from what is expected count as that far (Huber). */
  learn(amount: number, exposure: number, reach: number, isSuspicious: boolean): void {
    for (const recent of this.#lately) recent.add(amount, exposure)
    const expected = this.rate * exposure
    const clipped = Math.min(Math.max(amount, expected - reach), expected + reach)
    const weight = isSuspicious ? 1 / SLOWER : 1
    const keep = 1 - weight / this.#span
    this.#amount = this.#amount * keep + weight * clipped
    this.#exposure = this.#exposure * keep + weight * exposure
  }

  get isSteady(): boolean {
    const [now, before] = this.#lately
    return Math.abs(Math.log(now.rate / before.rate)) < ALIKE || (now.rate === 0 && before.rate === 0)
  }

  /** What was seen lately is normal. */
  accept(): void {
    const weight = this.#exposure
    this.#exposure = Math.max(weight / 2, Math.min(weight, this.#lately[0].exposure))
    this.#amount = this.#lately[0].rate * this.#exposure
  }

  set(amount: number, exposure: number): void {
    this.#amount = amount
    this.#exposure = exposure
  }

  /** What comes next soon outweighs what is known. */
  loosen(): void {
    const share = Math.min(1, KEPT / this.#span)
    this.#amount *= share
    this.#exposure *= share
    for (const recent of this.#lately) recent.clear()
  }

  toJSON() {
    return [this.#amount, this.#exposure]
  }

  restore(amount: number, exposure: number): void {
    this.set(amount, exposure)
  }
}

/** Amount per exposure of the last observations. */
class Recent {
  #amount = 0
  exposure = 0
  readonly #keep: number

  constructor(span: number) {
    this.#keep = 1 - 1 / span
  }

  get rate(): number {
    return this.exposure === 0 ? 0 : this.#amount / this.exposure
  }

  add(amount: number, exposure: number): void {
    this.#amount = this.#amount * this.#keep + amount
    this.exposure = this.exposure * this.#keep + exposure
  }

  clear(): void {
    this.#amount = 0
    this.exposure = 0
  }
}
