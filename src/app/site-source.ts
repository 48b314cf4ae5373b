import type { ExplanationView } from '../domain/control.ts'
import { BreakwaterError } from '../domain/errors.ts'
import type { LiveSource } from '../domain/live-snapshot.ts'
import type { SourceStory, SourceTrace } from '../domain/site-desk.ts'
import type { SourceKey } from '../domain/source.ts'
import { parseBannable } from '../domain/source-prefix.ts'
import { type EpochMilliseconds, type Milliseconds, SECOND } from '../domain/units.ts'
import { matchesGlob } from '../edge/source/glob.ts'
import { sourceSeen } from './live-snapshot.ts'
import { isFile } from './log-choice.ts'
import type { SiteParts } from './site-parts.ts'
import { readTrace, type TracedLog } from './trace-reader.ts'
import { trustedNetworks, trustedProxies } from './trusted-proxies.ts'

/** Reads at once; whoever comes later waits. */
const AT_ONCE = 2
/** Reads that may wait; beyond, nothing is read. */
const MOST_WAITING = 64
/** So long the same answer is given again. */
const KEPT: Milliseconds = 2 * SECOND

/** All that is known of one source or network: what is stored of it, what it does now, and what it sent lately by the logs. */
export class SiteSources {
  readonly #parts: SiteParts
  readonly #explain: (subject: string) => ExplanationView | null
  readonly #answers = new Map<string, { readonly at: EpochMilliseconds; readonly story: Promise<SourceStory> }>()
  readonly #waiting: (() => void)[] = []
  #reading = 0

  constructor(parts: SiteParts, explain: (subject: string) => ExplanationView | null) {
    this.#parts = parts
    this.#explain = explain
  }

  /** `address`: canonical text. Throws a plain Error for what is none, and BreakwaterError while too many ask. */
  async of(address: string): Promise<SourceStory> {
    const source = parseBannable(address)
    const now = this.#parts.clock.now()
    for (const [key, { at }] of this.#answers) if (Math.abs(now - at) >= KEPT) this.#answers.delete(key)
    const known = this.#answers.get(address)
    if (known !== undefined) return known.story
    const story = this.#tell(address, source)
    this.#answers.set(address, { at: now, story })
    return story
  }

  async #tell(address: string, source: SourceKey): Promise<SourceStory> {
    const trace = await this.#read(source)
    return { address, now: this.#now(address, source), explanation: this.#explain(address), trace }
  }

  #now(address: string, source: SourceKey): LiveSource | null {
    const { engine, record, clock } = this.#parts
    const seen = record.snapshot(engine, clock.now()).sources.find((one) => one.address === address)
    if (seen !== undefined) return seen
    if (source.bits !== undefined || engine.brain.ledger.isBanned(source)) return null
    const now = engine.window.within60(source)
    return now.requests === 0 ? null : sourceSeen(engine, { source, ...now }, record)
  }

  async #read(source: SourceKey): Promise<SourceTrace> {
    if (this.#reading >= AT_ONCE) {
      if (this.#waiting.length >= MOST_WAITING)
        throw new BreakwaterError('BW_BUSY', 'too many sources are looked up at once', 'Ask again in some seconds.')
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else this.#reading++
    try {
      const { config, clock } = this.#parts
      const trusted = trustedProxies(trustedNetworks(config()))
      return await readTrace(this.#logs(), source, trusted, Math.floor(clock.now() / SECOND))
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#reading--
      else next()
    }
  }

  /** Files that are followed, and no others. */
  #logs(): TracedLog[] {
    const chosen = this.#parts.logs()
    return this.#parts.inputs.files().flatMap(({ path, ahead = 0 }): TracedLog[] => {
      const log =
        chosen.find((one) => one.path === path) ?? chosen.find((one) => isFile(one) && matchesGlob(one.path, path))
      return log === undefined || !isFile(log) ? [] : [{ path, format: log.format, ahead }]
    })
  }
}
