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

type Needed = keyof Enforcement['enforcement']

/** Checks that the way to enforce bans has what it needs. */
export function checkEnforcement(wanted: Enforcement, context: z.RefinementCtx): void {
  for (const option of missing(wanted))
    context.addIssue({
      code: 'custom',
      path: ['enforcement', option],
      message: `enforce: ${wanted.enforce} needs this`,
    })
}

/** Options that the way to enforce bans needs and that are not set, by their path. */
export function enforcementProblems(wanted: Enforcement): string[] {
  return missing(wanted).map((option) => `enforcement.${option}`)
}

function missing({ enforce, enforcement }: Enforcement): Needed[] {
  const { deny_file, webhook, exec } = enforcement
  const needs: readonly [EnforcementMode, Needed, boolean][] = [
    ['nginx', 'deny_file', deny_file !== null],
    ['webhook', 'webhook', webhook !== null],
    ['exec', 'exec', exec.length > 0],
  ]
  return needs.flatMap(([mode, option, isGiven]) => (mode === enforce && !isGiven ? [option] : []))
}
