/** Memory of the usual number of clients: an hour of judgements, one each 10 s. */
const MEMORY = 360
/** Clients of 60 s are a crowd when they are so many times the usual, and so many more. */
const TIMES = 2
const MORE = 20
/** Of a crowd so much is learned. */
const CROWDED = 1 / 20
const YOUNG = 30

/** Tells whether far more clients than usual are there: then what rises is no single visitor's burst. */
export class CrowdGauge {
  #usual = 0
  #seen = 0

  /** Takes the distinct clients of the last 60 s. */
  isCrowd(clients: number, learns: boolean): boolean {
    const isCrowd = this.#seen >= YOUNG && clients > TIMES * this.#usual + MORE
    if (!learns) return isCrowd
    this.#seen++
    this.#usual += (clients - this.#usual) * Math.max(1 / this.#seen, 1 / MEMORY) * (isCrowd ? CROWDED : 1)
    return isCrowd
  }

  toJSON(): [number, number] {
    return [this.#usual, this.#seen]
  }

  restore([usual, seen]: [number, number]): void {
    this.#usual = usual
    this.#seen = seen
  }

  forget(): void {
    this.#usual = this.#seen = 0
  }
}
