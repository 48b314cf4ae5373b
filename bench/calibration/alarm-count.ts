import type { TickSummary } from '../../src/domain/tick-summary.ts'
import type { EpochMilliseconds, EpochSeconds, Seconds } from '../../src/domain/units.ts'

/** What is calibrated: takes seconds and tells what fires; a finding with `partOf` null is an incident of its own. */
export interface Watch {
  see(
    tick: TickSummary,
    at: EpochMilliseconds,
    context: { readonly learns: boolean; readonly knownShareIntact: boolean },
  ): readonly { readonly finding: { readonly kind: string }; readonly partOf: string | null }[]
}

/** Alarms so close together are one episode. */
const GAP: Seconds = 60
/** A second is sealed so long after it began. */
const SEALED: Seconds = 2
const CLEAN = { learns: true, knownShareIntact: true }

/** Counts episodes of alarms of clean traffic. */
export class AlarmCount {
  episodes = 0
  /** Episodes by the kind that began them. */
  readonly kinds = new Map<string, number>()
  /** Seconds with an alarm. */
  alarmed = 0
  readonly #watch: Watch
  #last: EpochSeconds = Number.NEGATIVE_INFINITY

  constructor(watch: Watch) {
    this.#watch = watch
  }

  see(tick: TickSummary): void {
    const findings = this.#watch.see(tick, (tick.second + SEALED) * 1_000, CLEAN)
    if (findings.length === 0) return
    this.alarmed++
    if (tick.second - this.#last > GAP) {
      this.episodes++
      const kind = (findings.find(({ partOf }) => partOf === null) ?? findings[0]!).finding.kind
      this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1)
    }
    this.#last = tick.second
  }
}
