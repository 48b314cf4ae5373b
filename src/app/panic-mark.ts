import { closeSync, constants, existsSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const NAME = 'enforcement-stopped'

/** A file in the state folder that says that nothing may be enforced: written by `panic`, asked for by the daemon before each write. */
export class PanicMark {
  readonly path: string

  constructor(stateFolder: string) {
    this.path = join(stateFolder, NAME)
  }

  /** Throws when the folder cannot be written. */
  set(): void {
    closeSync(openSync(this.path, constants.O_CREAT | constants.O_WRONLY | constants.O_NOFOLLOW, 0o600))
  }

  clear(): void {
    rmSync(this.path, { force: true })
  }

  /** Why nothing may be enforced, or undefined: `halted` of the reconciler. */
  why(): string | undefined {
    if (!existsSync(this.path)) return undefined
    return 'stopped by breakwater panic: nothing is enforced until breakwater panic --over'
  }
}
