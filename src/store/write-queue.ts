/** One change of the database. */
export interface Write {
  /** Runs its statements; called inside a transaction, again when that failed. */
  readonly run: () => void
  /** `record`: what is told of the past; it gives way first when too much waits. */
  readonly weight: 'state' | 'record'
  /** Of writes with the same key only the last one counts: one that waits gives way to it. */
  readonly key?: string
}

/** Writes that wait, in their order. Beyond the limit the oldest records give way, then the oldest of all. */
export class WriteQueue {
  /** Given up so far. */
  lost = 0
  readonly #limit: number
  readonly #writes = new Set<Write>()
  #records = 0
  readonly #byKey = new Map<string, Write>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#writes.size
  }

  add(write: Write): void {
    const older = write.key === undefined ? undefined : this.#byKey.get(write.key)
    if (older !== undefined) this.drop([older])
    if (write.key !== undefined) this.#byKey.set(write.key, write)
    this.#writes.add(write)
    if (write.weight === 'record') this.#records++
    if (this.#writes.size > this.#limit) this.#giveUp()
  }

  /** The first ones, at most so many. */
  peek(most: number): readonly Write[] {
    const first: Write[] = []
    for (const write of this.#writes) {
      if (first.length === most) break
      first.push(write)
    }
    return first
  }

  drop(writes: readonly Write[]): void {
    for (const write of writes) {
      if (!this.#writes.delete(write)) continue
      if (write.weight === 'record') this.#records--
      if (write.key !== undefined && this.#byKey.get(write.key) === write) this.#byKey.delete(write.key)
    }
  }

  /** A quarter at a time, so that a long failure does not search the queue for each write. */
  #giveUp(): void {
    const count = Math.min(this.#records, Math.max(1, this.#limit >> 2))
    const records: Write[] = []
    if (count > 0) {
      for (const write of this.#writes) {
        if (write.weight === 'record') records.push(write)
        if (records.length === count) break
      }
    }
    const given = records.length > 0 ? records : this.peek(1)
    this.drop(given)
    this.lost += given.length
  }
}
