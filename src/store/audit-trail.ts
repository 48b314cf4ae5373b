import type { AuditEntry, AuditFacts } from '../domain/audit.ts'
import { type EpochMilliseconds, type Milliseconds, SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import type { AuditFile } from './audit-file.ts'
import type { StateStore } from './state-store.ts'

export interface AuditTrailOptions {
  readonly clock: Clock
  /** null: no file is wanted. */
  readonly file: AuditFile | null
  readonly state: Pick<StateStore, 'audit' | 'batch'>
}

/** How long entries may wait for the database: many at once cost what one does. The file has them at once. */
const EVERY: Milliseconds = SECOND
/** Decisions to leave a source alone that are written a second: whoever is spared can cause one with each request. */
const DECISIONS = 50

/** Writes what happened to the audit file and to the audit table of the API. Throws nothing. */
export class AuditTrail {
  readonly #clock: Clock
  readonly #file: AuditFile | null
  readonly #state: AuditTrailOptions['state']
  #waiting: AuditEntry[] = []
  #stopTimer: (() => void) | null = null
  #decisions = 0
  #second: EpochMilliseconds = 0
  #left: { entries: number; since: EpochMilliseconds } | null = null

  constructor({ clock, file, state }: AuditTrailOptions) {
    this.#clock = clock
    this.#file = file
    this.#state = state
  }

  /** What a person did is in the database before this returns; the rest within a second. */
  record(facts: AuditFacts): void {
    const now = this.#clock.now()
    if (facts.type === 'decision' && !this.#hasRoom(now)) return
    this.#write({ at: now, ...facts })
    if (facts.type === 'operator') this.flush()
    else this.#stopTimer ??= this.#clock.after(EVERY, () => this.flush())
  }

  /** Writes what waits to the database. */
  flush(): void {
    this.#stopTimer?.()
    this.#stopTimer = null
    const left = this.#left
    this.#left = null
    if (left !== null) this.#write({ at: this.#clock.now(), type: 'gap', why: 'too-many', ...left })
    const entries = this.#waiting
    this.#waiting = []
    this.#state.batch(() => {
      for (const entry of entries) this.#state.audit.add(entry)
    })
  }

  #write(entry: AuditEntry): void {
    this.#file?.write(entry)
    // Each minute many numbers that nobody asks the API for: charts have their own.
    if (entry.type !== 'baseline') this.#waiting.push(entry)
  }

  #hasRoom(now: EpochMilliseconds): boolean {
    const second = Math.floor(now / SECOND)
    if (second !== this.#second) this.#decisions = 0
    this.#second = second
    if (this.#decisions++ < DECISIONS) return true
    this.#left ??= { entries: 0, since: now }
    this.#left.entries++
    return false
  }
}
