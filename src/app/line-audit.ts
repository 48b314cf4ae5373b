import type { AuditFacts } from '../domain/audit.ts'
import type { FileTally } from '../domain/file-tally.ts'
import type { Bytes } from '../domain/units.ts'

interface Told {
  rejected: number
  skewed: number
  lost: Bytes
}

/** Tells of each log how many lines were refused, skewed or lost since it was told last. */
export class LineAudit {
  readonly #tallies: FileTally[] = []
  readonly #told = new Map<string, Told>()
  readonly #lost = new Map<string, Bytes>()

  /** A file that is opened again counts anew. */
  add(tally: FileTally): void {
    const known = this.#tallies.findIndex(({ name }) => name === tally.name)
    if (known >= 0) this.#tallies.splice(known, 1)
    this.#told.delete(tally.name)
    this.#lost.delete(tally.name)
    this.#tallies.push(tally)
  }

  /** Bytes of a log that were gone before they were read. */
  lose(path: string, bytes: Bytes): void {
    this.#lost.set(path, (this.#lost.get(path) ?? 0) + bytes)
  }

  get totals(): { readonly lines: number; readonly refused: number } {
    return this.#tallies.reduce(
      ({ lines, refused }, tally) => ({ lines: lines + tally.lines, refused: refused + tally.rejected }),
      { lines: 0, refused: 0 },
    )
  }

  /** Logs of which there is something to tell. */
  take(): AuditFacts[] {
    return this.#tallies.flatMap(({ name, rejected, skewed }) => {
      const lost = this.#lost.get(name) ?? 0
      const before = this.#told.get(name) ?? { rejected: 0, skewed: 0, lost: 0 }
      const lostBytes = lost - before.lost
      const more = { lostBytes, refused: rejected - before.rejected, skewed: skewed - before.skewed }
      if (more.refused === 0 && more.skewed === 0 && lostBytes === 0) return []
      this.#told.set(name, { rejected, skewed, lost })
      return { type: 'lines', path: name, ...more }
    })
  }
}
