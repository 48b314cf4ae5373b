import { MINUTE, type Milliseconds } from '../../domain/units.ts'
import type { Clock } from '../../lib/clock.ts'
import { digest, newSecret } from './secret.ts'

const LIFE: Milliseconds = 2 * MINUTE
/** Codes that nobody has used yet; the oldest gives way. */
const MOST = 16

/** One-time codes for whoever may use the control socket: each signs in once, within two minutes. */
export class SignInCodes {
  readonly #clock: Clock
  /** By digest of the code. */
  readonly #open = new Map<string, { readonly name: string; readonly until: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** `name`: who asks for it, and signs in with it. */
  make(name: string): { readonly code: string; readonly life: Milliseconds } {
    if (this.#open.size >= MOST) this.#open.delete(this.#open.keys().next().value!)
    const code = newSecret()
    this.#open.set(keyOf(code), { name, until: this.#clock.now() + LIFE })
    return { code, life: LIFE }
  }

  /** Uses a code up: the name it was made for; null when it is unknown, used or too old. */
  take(code: string): string | null {
    const key = keyOf(code)
    const found = this.#open.get(key)
    this.#open.delete(key)
    const left = (found?.until ?? 0) - this.#clock.now()
    return found !== undefined && left > 0 && left <= LIFE ? found.name : null
  }
}

function keyOf(code: string): string {
  return digest(code).toString('base64')
}
