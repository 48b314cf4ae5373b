import type { Outbox, OutboxChange, OutboxRow } from '../domain/outbox.ts'

/** Where nothing is stored: what waits is lost when the process ends. */
export class MemoryOutbox implements Outbox {
  readonly #rows = new Map<string, OutboxRow>()
  readonly #notes = new Map<string, string>()

  waiting(): readonly OutboxRow[] {
    return [...this.#rows.values()]
  }

  notes(): ReadonlyMap<string, string> {
    return new Map(this.#notes)
  }

  change({ put = [], remove = [], notes = new Map() }: OutboxChange): void {
    for (const row of put) if (!this.#rows.has(keyOf(row))) this.#rows.set(keyOf(row), row)
    for (const row of remove) this.#rows.delete(keyOf(row))
    for (const [name, json] of notes) {
      if (json === null) this.#notes.delete(name)
      else this.#notes.set(name, json)
    }
  }
}

function keyOf({ id, channel }: Pick<OutboxRow, 'id' | 'channel'>): string {
  return `${channel} ${id}`
}
