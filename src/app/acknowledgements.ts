import type { Acknowledgement } from '../domain/site-desk.ts'

/** Acknowledgements kept in memory: all of them without a store, else the newest, which may still wait to be written. */
const MOST = 1_000

export interface AcknowledgementStore {
  get(incident: string): Acknowledgement | undefined
  put(incident: string, acknowledgement: Acknowledgement): boolean
}

/** Who looked at which incident. */
export class Acknowledgements {
  readonly #store: AcknowledgementStore | null
  readonly #newest = new Map<string, Acknowledgement>()

  constructor(store: AcknowledgementStore | null) {
    this.#store = store
  }

  get(incident: string): Acknowledgement | null {
    return this.#newest.get(incident) ?? this.#store?.get(incident) ?? null
  }

  put(incident: string, acknowledgement: Acknowledgement): void {
    this.#newest.delete(incident)
    this.#newest.set(incident, acknowledgement)
    if (this.#newest.size > MOST) this.#newest.delete(this.#newest.keys().next().value as string)
    this.#store?.put(incident, acknowledgement)
  }

  /** `redact` replaces the mention of an address that was forgotten. */
  forget(redact: <T>(value: T) => T): void {
    for (const [incident, acknowledgement] of this.#newest) this.#newest.set(incident, redact(acknowledgement))
  }
}
