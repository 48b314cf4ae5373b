import { enforcementProblems } from '../config/check-enforcement.ts'
import type { Config } from '../config/schema.ts'
import type { AuditFacts } from '../domain/audit.ts'
import type { Refusal } from '../domain/control.ts'
import type { EnforcementMode } from '../domain/enforcement.ts'
import type { ModeOutcome } from '../domain/site-desk.ts'
import { type Milliseconds, SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import { configChanges } from './config-changes.ts'
import type { DeskEnforcement } from './desk-enforcement.ts'

/** How long is waited for the new way to work or to fail, and between two looks. */
const PATIENCE: Milliseconds = 2 * SECOND
const LOOK_EVERY: Milliseconds = 50

export interface ModeParts {
  /** In effect now. */
  readonly config: () => Config
  /** What the configuration says, as it was read last. */
  readonly configured: () => EnforcementMode
  readonly isDemo: boolean
  /** Takes on another configuration, all that follows from it included; resolves with what went wrong on the way, in words, or null. */
  readonly apply: (config: Config, author: string) => Promise<string | null>
  readonly enforcement: Pick<DeskEnforcement, 'status'>
  readonly record: (facts: AuditFacts) => void
  readonly clock: Clock
}

/** Changes how bans are enforced, until the next reload or restart. Orders come one behind the other. */
export class ModeSwitch {
  readonly #parts: ModeParts
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: ModeParts) {
    this.#parts = parts
  }

  set(mode: EnforcementMode, author: string): Promise<ModeOutcome> {
    const done = this.#last.then(() => this.#set(mode, author))
    this.#last = done.catch(() => {})
    return done
  }

  async #set(mode: EnforcementMode, author: string): Promise<ModeOutcome> {
    const { config, configured, isDemo, apply, enforcement, record } = this.#parts
    const before = config()
    if (isDemo) return DEMO
    const next: Config = { ...before, enforce: mode }
    const refusal = missingFor(next)
    if (refusal !== null) return refusal
    if (mode === before.enforce)
      return {
        outcome: 'changed',
        enforce: mode,
        configured: configured(),
        enforcement: enforcement.status(),
        warning: null,
      }
    record({ type: 'configuration', changes: configChanges(before, next) })
    const trouble = await apply(next, author)
    await this.#settled()
    const status = enforcement.status()
    const warnings = [
      ...(trouble === null ? [] : [`what ${before.enforce} did may not be removed: ${trouble}`]),
      ...(status.state === 'down'
        ? [`${mode} does not work, nothing new is blocked: ${status.trouble ?? 'it did not say why'}`]
        : []),
    ]
    return {
      ...{ outcome: 'changed', enforce: mode, configured: configured(), enforcement: status },
      warning: warnings.length === 0 ? null : warnings.join('; '),
    }
  }

  /** Until it works, or says why not: at first it is down for want of a start. */
  async #settled(): Promise<void> {
    const { enforcement, clock } = this.#parts
    const first = enforcement.status()
    for (let waited = 0; waited < PATIENCE; waited += LOOK_EVERY) {
      const { state, trouble } = enforcement.status()
      if (state !== 'down' || trouble !== first.trouble) return
      await new Promise<void>((resolve) => clock.after(LOOK_EVERY, resolve))
    }
  }
}

const DEMO: Refusal = {
  outcome: 'refused',
  code: 'not-possible',
  message: "this is the demo: its addresses are nobody's, and nothing is ever blocked",
  fix: 'Start breakwater with the log of your web server.',
}

/** Why a way to enforce cannot be taken; its options are checked as those of a file are. */
function missingFor({ enforce, enforcement }: Config): Refusal | null {
  const [problem] = enforcementProblems({ enforce, enforcement })
  if (problem === undefined) return null
  return {
    outcome: 'refused',
    code: 'bad-configuration',
    message: `enforce: ${enforce} needs ${problem}, which the configuration does not set`,
    fix: `Set ${problem} in the configuration file, then: breakwater reload.`,
  }
}
