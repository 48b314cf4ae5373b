/** What was seen lately is steady while it stays within a factor e^0.3 over three times as long. */
const ALIKE = 0.3
/** How much slower a level follows what is suspicious. */
const SLOWER = 20
/** Observations after a gap that a level is worth. */
const KEPT = 5

export interface LevelOptions {
  /** Observations after which one weighs 1/e of the newest. */
  readonly span: number
  /** Amount per exposure to begin with, and the exposure that it is worth. */
  readonly prior: number
  readonly worth: number
  /** Observations after which what was seen lately is forgotten: what `accept` takes for normal. */
  readonly lately: number
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
  readonly #lately: Recent

  constructor({ span, prior, worth, lately }: LevelOptions) {
    this.#span = span
    this.#prior = prior
    this.#worth = worth
    this.#lately = new Recent(lately)
  }

  /** 0 before anything is known. */
  get rate(): number {
    const exposure = this.#exposure + this.#worth
    return exposure === 0 ? 0 : (this.#amount + this.#worth * this.#prior) / exposure
  }

  /** Amounts further than `reach` from what is expected count as that far (Huber). */
  learn(amount: number, exposure: number, reach: number, isSuspicious: boolean): void {
    this.#lately.add(amount, exposure)
    const expected = this.rate * exposure
    const clipped = Math.min(Math.max(amount, expected - reach), expected + reach)
    const weight = isSuspicious ? 1 / SLOWER : 1
    const keep = 1 - weight / this.#span
    this.#amount = this.#amount * keep + weight * clipped
    this.#exposure = this.#exposure * keep + weight * exposure
  }

  get isSteady(): boolean {
    return this.#lately.isSteady
  }

  /** What was seen lately is normal. */
  accept(): void {
    const weight = this.#exposure
    this.#exposure = Math.max(weight / 2, Math.min(weight, this.#lately.exposure))
    this.#amount = this.#lately.rate * this.#exposure
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
    this.#lately.clear()
  }

  toJSON(): [number, number] {
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
  #count = 0
  readonly #span: number
  /** Rates as they were after each span, the newest first. */
  #past: number[] = []

  constructor(span: number) {
    this.#span = span
  }

  get rate(): number {
    return this.exposure === 0 ? 0 : this.#amount / this.exposure
  }

  get isSteady(): boolean {
    if (this.#past.length < PAST) return false
    const rates = [this.rate, ...this.#past]
    return Math.max(...rates) <= Math.exp(ALIKE) * Math.min(...rates)
  }

  add(amount: number, exposure: number): void {
    const keep = 1 - 1 / this.#span
    this.#amount = this.#amount * keep + amount
    this.exposure = this.exposure * keep + exposure
    if (++this.#count < this.#span) return
    this.#count = 0
    this.#past = [this.rate, ...this.#past.slice(0, PAST - 1)]
  }

  clear(): void {
    this.#amount = 0
    this.exposure = 0
    this.#count = 0
    this.#past = []
  }
}

/** Spans that are compared. */
const PAST = 3
