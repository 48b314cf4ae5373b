import type { Crossing } from '../../domain/limits.ts'
import { type EpochMilliseconds, MINUTE } from '../../domain/units.ts'

/** Bans of so long ago still cover what the site knows now. */
const SPAN = 10 * MINUTE
/** Banning stays stopped for so long after the last ban that would have covered too much. */
const HOLD = MINUTE

/**
 * Stops banning when bans of the last 10 minutes would cover too much of what came from known sources in that time: then it is
 * likelier that the rule is wrong than that all of them are attackers.
 */
export class Brake {
  /** 0 … 1; null: off. */
  readonly #share: number | null
  #covered: { readonly at: EpochMilliseconds; readonly known: number }[] = []
  #heldUntil = Number.NEGATIVE_INFINITY

  constructor(share: number | null) {
    this.#share = share
  }

  /**
   * Whether the ban must not be made; `first` when banning stops with it. A network that covers too much is spared by itself: whoever makes
   * one of many visitors look bad must not stop all banning with it.
   */
  objects(crossing: Crossing): { readonly objects: boolean; readonly first: boolean } {
    const { at, known, siteKnown } = crossing
    if (this.#share === null) return { objects: false, first: false }
    const held = at < this.#heldUntil
    if (known > 0) {
      this.#covered = this.#covered.filter((ban) => ban.at > at - SPAN)
      const covered = this.#covered.reduce((sum, ban) => sum + ban.known, known)
      if (covered > this.#share * siteKnown) {
        if (crossing.source.bits !== undefined) return { objects: true, first: false }
        this.#heldUntil = at + HOLD
        return { objects: true, first: !held }
      }
    }
    return { objects: held, first: false }
  }

  /** A ban was made for this crossing. */
  note({ at, known }: Crossing): void {
    if (known > 0) this.#covered.push({ at, known })
  }
}
