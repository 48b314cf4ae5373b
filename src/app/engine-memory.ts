import { baselinesShape, type SiteBaselines } from '../brain/baseline/site-baselines.ts'
import type { Remembered } from '../domain/remembered.ts'
import type { Recalled, Snapshot } from '../domain/snapshot.ts'
import type { EpochMilliseconds, Seconds } from '../domain/units.ts'
import { KnownSources } from '../edge/window/known-sources.ts'
import type { TickWindow } from '../edge/window/tick-window.ts'
import { aNumber, exactly, fieldsOf, maybe, orNull, type Shape } from '../lib/shape.ts'
import type { Brain } from './brain.ts'

const VERSION = 1
/** A snapshot from so far ahead of now is not of this site's past. */
const AHEAD: Seconds = 60

const anything: Shape = () => null
const aBase64: Shape = (value, at) =>
  typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value) ? null : `${at}: no base64`
const shape = fieldsOf({
  version: exactly(VERSION),
  at: aNumber,
  baselines: baselinesShape,
  calibrated: maybe(orNull(anything)),
  known: orNull(aBase64),
})

/** Moves what an engine must not lose out to a store and back. */
export class EngineMemory {
  readonly #brain: Brain
  readonly #window: TickWindow
  readonly #known: () => KnownSources | null

  constructor(brain: Brain, window: TickWindow, known: () => KnownSources | null) {
    this.#brain = brain
    this.#window = window
    this.#known = known
  }

  /** Null before anything was learned. Takes some milliseconds. */
  learned(): Snapshot | null {
    const { learnedTo: at, baselines, profile } = this.#brain
    if (!Number.isFinite(at)) return null
    const known = this.#known()?.toBytes()
    return {
      version: VERSION,
      at,
      baselines: baselines.toJSON(),
      calibrated: profile.learned?.() ?? null,
      known: known === undefined ? null : Buffer.from(known).toString('base64'),
    }
  }

  /** Takes what `learned` gave, as it was parsed again, whole or not at all. What was learned before is gone. */
  recall(value: unknown, now: EpochMilliseconds): Recalled {
    const fault = shape(value, 'snapshot')
    if (fault !== null) return refused(fault)
    const { at, baselines, calibrated, known } = value as Snapshot & {
      readonly baselines: ReturnType<SiteBaselines['toJSON']>
    }
    const { profile, span } = this.#brain
    if (at > now / 1_000 + AHEAD) return refused('it is from the future; has the clock been set back?')
    const ownFault = calibrated === null ? null : profile.faultOf?.(calibrated)
    if (typeof ownFault === 'string') return refused(ownFault)
    const own = this.#known()
    const sources = known === null ? null : KnownSources.fromBytes(Buffer.from(known, 'base64'))
    if (known !== null && sources === null) return refused('known: these are no known sources')
    if (own !== null && sources !== null && !own.take(sources))
      return refused('known: hashed by another seed; was the state directory replaced?')
    const isOld = now / 1_000 - at > span
    this.#brain.baselines.clear()
    if (!isOld) this.#brain.baselines.restore(baselines)
    if (calibrated !== null) profile.recall?.(calibrated, isOld)
    this.#brain.recalledTo = at
    this.#brain.learnedTo = at
    this.#window.setLimits(this.#brain.limits())
    return { taken: true, isOld }
  }

  /**
   * Bans, offences and allow list take the place of all there are; what is over at `now`, or protected by now, ends at once and is told.
   * Returns the addresses and ranges that were left out because they make no sense.
   */
  restore(remembered: Remembered, now: EpochMilliseconds): string[] {
    const brain = this.#brain
    const leftOut = brain.orders.restore(remembered)
    brain.settle(now)
    brain.orders.liftProtected(now)
    for (const { source } of brain.ledger.bans()) this.#window.ban(source)
    return leftOut
  }
}

function refused(reason: string): Recalled {
  return { taken: false, reason }
}
