import type { Seconds } from '../../../src/domain/units.ts'

// As src/domain/control-order.ts has them; the server checks them.

/** Characters. */
export const LONGEST_REASON = 500

/** How long a person may ban for, by what is sent: whole seconds, or `permanent`. */
export const BAN_LENGTHS: readonly (readonly [value: string, label: string])[] = [
  ['600', '10 minutes'],
  ['1800', '30 minutes'],
  ['3600', '1 hour'],
  ['7200', '2 hours'],
  ['86400', '1 day'],
  ['604800', '7 days'],
  ['2592000', '30 days'],
  ['permanent', 'for good, until it is reviewed'],
]

/** null: permanent. */
export function banLength(value: string): Seconds | null {
  return value === 'permanent' ? null : Number(value)
}
