import { type Closest, type SourceStory, tellSource } from '../brain/explain/source-story.ts'
import type { Ban } from '../domain/ban.ts'
import { WINDOWS } from '../domain/limits.ts'
import type { EngineEvent } from '../domain/ports.ts'
import type { SourceKey } from '../domain/source.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import type { WatchedSource } from '../edge/window/watched-source.ts'
import { formatSource } from '../lib/ip-address.ts'
import type { Engine } from './engine.ts'

/** Follows one source through a replay and tells its story at the end. */
export class Explanation {
  readonly #engine: Engine
  readonly #watched: WatchedSource
  readonly #address: string
  readonly #bans: Ban[] = []
  #nearest: SourceStory['nearest']

  constructor(engine: Engine, source: SourceKey) {
    this.#engine = engine
    this.#watched = engine.window.watch(source)
    this.#address = formatSource(source.kind, source.high, source.low)
    engine.brain.onJudged = ({ source: judged, at }, verdict) => {
      if (judged.high !== source.high || judged.low !== source.low || judged.kind !== source.kind) return
      const { nats = Number.NEGATIVE_INFINITY } = this.#nearest?.evidence ?? {}
      if (!verdict.guilty && verdict.nats > nats) this.#nearest = { at, evidence: verdict.evidence() }
    }
  }

  see(event: EngineEvent): void {
    if (event.type === 'ban' && event.ban.address === this.#address) this.#bans.push(event.ban)
  }

  tell(formatTime: (at: EpochMilliseconds) => string): string[] {
    const { brain } = this.#engine
    const { source, requests, errors, prevented, first, last } = this.#watched
    const closest = WINDOWS.flatMap((window): Closest[] => {
      const found = this.#watched.closest(window)
      return found === null ? [] : [{ window, requests: found.requests, second: found.at, limit: found.limit }]
    })
    return tellSource(
      {
        address: this.#address,
        seen: first === null || last === null ? null : { requests, errors, prevented, first, last },
        closest,
        tightened: brain.tightened.of(this.#address),
        bans: this.#bans,
        spared: brain.policy.sparedBecause(this.#address),
        nearest: this.#nearest,
        recompute: (ban) => brain.recompute(ban),
        protection: brain.protectedRange(source),
      },
      formatTime,
    )
  }
}
