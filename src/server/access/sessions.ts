import { DAY, HOUR, type Milliseconds } from '../../domain/units.ts'
import type { Clock } from '../../lib/clock.ts'
import { digest, isSecret, newSecret } from './secret.ts'

/** After so long without a request; a stream that is open is none. */
const LONGEST_IDLE: Milliseconds = 12 * HOUR
export const LONGEST_SESSION: Milliseconds = 7 * DAY
/** Sessions at once; the one that was used longest ago ends for a new one. */
const MOST = 100

/** Somebody who signed in with a browser. */
export interface Session {
  readonly name: string
  /** What requests that change something carry in the header `x-breakwater-token`: a foreign page cannot know it. */
  readonly token: string
  /** Calls back once when it ends, at once when it has; returns how to forget that. */
  onEnd(callback: () => void): () => void
}

interface Kept extends Session {
  readonly opened: number
  used: number
  readonly callbacks: Set<() => void>
}

/** Kept in memory: a restart signs everybody out. Stored by a digest of their ids, so that memory does not give them away. */
export class Sessions {
  readonly #clock: Clock
  /** The one that was used longest ago first. */
  readonly #kept = new Map<string, Kept>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The id goes into the cookie and nowhere else. */
  open(name: string): { readonly id: string; readonly session: Session } {
    this.endOld()
    if (this.#kept.size >= MOST) this.#end(this.#kept.keys().next().value!)
    const [id, now, callbacks] = [newSecret(), this.#clock.now(), new Set<() => void>()]
    const key = keyOf(id)
    const onEnd = (callback: () => void) => {
      if (this.#kept.get(key)?.callbacks !== callbacks) callback()
      else callbacks.add(callback)
      return () => void callbacks.delete(callback)
    }
    const session: Kept = { name, token: newSecret(), onEnd, opened: now, used: now, callbacks }
    this.#kept.set(key, session)
    return { id, session }
  }

  /** Counts as a use. */
  find(id: string): Session | null {
    const key = keyOf(id)
    const session = this.#kept.get(key)
    if (session === undefined) return null
    if (this.#isOver(session)) {
      this.#end(key)
      return null
    }
    session.used = this.#clock.now()
    this.#kept.delete(key)
    this.#kept.set(key, session)
    return session
  }

  end(session: Session): void {
    for (const [key, kept] of this.#kept) if (kept === session) this.#end(key)
  }

  /** Ends those whose time is over; asked whenever somebody listens, so that no stream outlives its session. */
  endOld(): void {
    for (const [key, session] of this.#kept) if (this.#isOver(session)) this.#end(key)
  }

  get size(): number {
    return this.#kept.size
  }

  /** One from the future is over too: the clock was set back, and nobody knows how old it is. */
  #isOver({ opened, used }: Kept): boolean {
    const now = this.#clock.now()
    return now - opened >= LONGEST_SESSION || now - used >= LONGEST_IDLE || now < opened - HOUR
  }

  #end(key: string): void {
    const session = this.#kept.get(key)
    this.#kept.delete(key)
    for (const callback of session?.callbacks ?? []) callback()
  }
}

function keyOf(id: string): string {
  return digest(id).toString('base64')
}

/** Whether a request that changes something carries the token of its session. */
export function hasToken(session: Session, header: string | string[] | undefined): boolean {
  return typeof header === 'string' && isSecret(header, digest(session.token))
}
