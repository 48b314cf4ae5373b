import { REJECT_REASONS } from './reject-reason.ts'

/** What became of the lines of one input file. lines = valid + rejected + skewed + lines still held. Blank lines are none of these. */
export class FileTally {
  readonly name: string
  /** Lines that are not blank. */
  lines = 0
  /** Readable lines whose time the clock did not refuse by more than an hour, prevented ones included. */
  valid = 0
  rejected = 0
  /** Readable lines whose time is more than an hour away from the lines around them. */
  skewed = 0
  /** Lines refused, by code of REJECT_REASONS. */
  readonly byReason = new Float64Array(REJECT_REASONS.length)

  constructor(name: string) {
    this.name = name
  }

  /** Reasons with their counts, those that occurred only. */
  reasons(): Record<string, number> {
    const found: Record<string, number> = {}
    for (let code = 1; code < REJECT_REASONS.length; code++) {
      if (this.byReason[code]! > 0) found[REJECT_REASONS[code]!] = this.byReason[code]!
    }
    return found
  }
}
