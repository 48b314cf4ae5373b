import type { z } from 'zod'
import type { EnforcementMode } from '../domain/enforcement.ts'

interface Enforcement {
  readonly enforce: EnforcementMode
  readonly enforcement: {
    readonly deny_file: string | null
    readonly webhook: string | null
    readonly exec: readonly string[]
  }
}

/** Checks that the way to enforce bans has what it needs. */
export function checkEnforcement({ enforce, enforcement }: Enforcement, context: z.RefinementCtx): void {
  const need = (mode: EnforcementMode, option: keyof Enforcement['enforcement'], isGiven: boolean) => {
    if (enforce === mode && !isGiven)
      context.addIssue({ code: 'custom', path: ['enforcement', option], message: `enforce: ${mode} needs this` })
  }
  need('nginx', 'deny_file', enforcement.deny_file !== null)
  need('webhook', 'webhook', enforcement.webhook !== null)
  need('exec', 'exec', enforcement.exec.length > 0)
}
