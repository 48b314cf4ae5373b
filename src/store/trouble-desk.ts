import type { StoreName, StoreTroubleListener } from '../domain/store-trouble.ts'
import type { Milliseconds } from '../domain/units.ts'
import type { Replaced } from './quarantine.ts'

const WAITS = { state: 'Bans and what is known of them wait', history: 'What the charts show waits' } as const
const DISK_HINT =
  'Make room on the disk, or make it writable again: what waits is written by itself then. A restart before that loses it.'
const SLOW_HINT = 'Look for what keeps the disk busy, or move the state directory to a faster one with --state-dir DIR.'
const RECOVER_HINT = 'Look at the disk; `sqlite3 COPY .recover` shows what can be saved of the copy.'
const HINTS = {
  newer: 'To have it back, stop the program, move the copy back, and start the version that wrote it.',
  corrupt: RECOVER_HINT,
  truncated: RECOVER_HINT,
} as const
const WHAT = { corrupt: 'is corrupt', newer: 'was written by a newer version', truncated: 'was cut off' } as const

/** Tells the trouble of one database in words, each kind once until it is over. */
export class TroubleDesk {
  readonly #store: StoreName
  readonly #path: string
  readonly #onTrouble: StoreTroubleListener
  #current: 'unwritable' | 'slow' | null = null
  #isUnreadable = false

  constructor(store: StoreName, path: string, onTrouble: StoreTroubleListener) {
    this.#store = store
    this.#path = path
    this.#onTrouble = onTrouble
  }

  /** What keeps it from being written at once; null while all is well. */
  get current(): 'unwritable' | 'slow' | null {
    return this.#current
  }

  unwritable(error: Error): void {
    if (this.#current === 'unwritable') return
    this.#current = 'unwritable'
    const text = `${this.#name} cannot be written: ${error.message}. ${WAITS[this.#store]} in memory; detection and bans go on`
    this.#onTrouble({ ...this.#which, kind: 'unwritable', text, hint: DISK_HINT })
  }

  slow(took: Milliseconds): void {
    if (this.#current !== null) return
    this.#current = 'slow'
    const text = `a write to ${this.#name} took ${Math.round(took)} ms; it is written to now and then only, until that is faster`
    this.#onTrouble({ ...this.#which, kind: 'slow', text, hint: SLOW_HINT })
  }

  recovered(caughtUp: number, lost: number): void {
    if (this.#current === null) return
    this.#current = null
    const given = lost === 0 ? '' : `; ${lost} older ones were given up`
    const text = `${this.#name} is written again: ${caughtUp} writes that waited are on disk${given}`
    this.#onTrouble({ ...this.#which, kind: 'recovered', caughtUp, lost, text })
  }

  unreadable(error: Error): void {
    if (this.#isUnreadable) return
    this.#isUnreadable = true
    const text = `${this.#name} cannot be read: ${error.message}`
    this.#onTrouble({ ...this.#which, kind: 'unreadable', text, hint: DISK_HINT })
  }

  readable(): void {
    this.#isUnreadable = false
  }

  replaced({ why, copy, text: reason }: Replaced): void {
    const text = `${this.#name} ${WHAT[why]} (${reason}); it was moved to ${copy}, and a new one was begun`
    this.#onTrouble({ ...this.#which, kind: 'quarantined', why, copy, text, hint: HINTS[why] })
  }

  get #which() {
    return { store: this.#store, path: this.#path }
  }

  get #name(): string {
    return `the ${this.#store} database ${this.#path}`
  }
}
