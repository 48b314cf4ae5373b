import { type EpochMilliseconds, type Milliseconds, SECOND } from '../../../domain/units.ts'
import { type GroupReport, NOTHING } from './group-report.ts'

/** What marks a group is remembered so long after it was last seen, for it may come back. */
const REMEMBERED: Milliseconds = 120 * SECOND
/** It is described again when it has become so much stronger. */
const STEP = 0.5

const nothing = () => NOTHING

/** What one second says of a group. */
export interface Sighting {
  readonly at: EpochMilliseconds
  /** When it would have begun. */
  readonly since: EpochMilliseconds
  /** Whether the evidence is enough for it to begin, and whether there is enough left of it to stay. */
  readonly isEnough: boolean
  readonly stays: boolean
  /** In nats: it is described as it was when this was greatest, for members do not stay new. */
  readonly strength: number
}

/** Whether a group is about: it begins with enough evidence and stays while something of it is seen. */
export class GroupState {
  #isOn = false
  #since: EpochMilliseconds = 0
  #began: EpochMilliseconds = 0
  #last: EpochMilliseconds = Number.NEGATIVE_INFINITY
  #strength = 0
  #report = NOTHING

  get isOn(): boolean {
    return this.#isOn
  }

  /** When it is thought to have begun. */
  get since(): EpochMilliseconds {
    return this.#since
  }

  /** When evidence was enough. */
  get began(): EpochMilliseconds {
    return this.#began
  }

  /** `describe` is asked when the group begins or has become stronger. */
  update({ at, since, isEnough, stays, strength }: Sighting, describe: () => GroupReport): GroupReport {
    if (!this.#isOn && isEnough) {
      // One that comes back is the same.
      if (!this.#isRemembered(at)) this.#since = Math.min(since, at)
      this.#began = at
      this.#isOn = true
      this.#strength = Number.NEGATIVE_INFINITY
    } else if (this.#isOn && !isEnough && !stays) {
      this.#isOn = false
    }
    if (!this.#isOn) {
      const trait = this.#isRemembered(at) ? this.#report.trait : null
      if (trait === null) this.#report = NOTHING
      else if (this.#report.finding !== null) this.#report = { finding: null, trait }
      return this.#report
    }
    this.#last = at
    if (strength >= this.#strength + STEP) {
      this.#strength = strength
      this.#report = describe()
    } else if (this.#report.finding !== null) {
      this.#report = { finding: { ...this.#report.finding, at }, trait: this.#report.trait }
    }
    return this.#report
  }

  /** `update` while it is not on and cannot begin, whatever the evidence would be. */
  rest(at: EpochMilliseconds): GroupReport {
    if (!this.#isOn && this.#report === NOTHING) return NOTHING
    return this.update({ at, since: at, isEnough: false, stays: false, strength: 0 }, nothing)
  }

  #isRemembered(at: EpochMilliseconds): boolean {
    return at - this.#last <= REMEMBERED
  }
}
