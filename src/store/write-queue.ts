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
  readonly #byKey = new Map<string, Write>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#writes.size
  }

  add(write: Write): void {
    if (write.key !== undefined) {
      const older = this.#byKey.get(write.key)
      if (older !== undefined) this.#writes.delete(older)
      this.#byKey.set(write.key, write)
    }
    this.#writes.add(write)
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
      this.#writes.delete(write)
      if (write.key !== undefined && this.#byKey.get(write.key) === write) this.#byKey.delete(write.key)
    }
  }

  /** A quarter at a time, so that a long failure does not search the queue for each write. */
  #giveUp(): void {
    const count = Math.max(1, this.#limit >> 2)
    const records: Write[] = []
    for (const write of this.#writes) {
      if (records.length === count) break
      if (write.weight === 'record') records.push(write)
    }
    const given = records.length > 0 ? records : this.peek(1)
    this.drop(given)
    this.lost += given.length
  }
}
