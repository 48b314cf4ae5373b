import type { EpochMilliseconds, EpochSeconds, Milliseconds } from '../domain/units.ts'
import { BatchQueue } from './batch-queue.ts'
import { Engine } from './engine.ts'
import type { Lesson } from './engine-options.ts'
import { mergeByTime } from './merge.ts'
import { parsingFor } from './parsing.ts'
import type { Learned, PrimingJob, PrimingMessage } from './priming-job.ts'
import type { PastPart } from './priming-parts.ts'
import { PrimingReader } from './priming-reader.ts'

/** Lessons of one message. */
const BATCH = 60
/** Between two looks at speed and progress. */
const LOOK_EVERY: Milliseconds = 200
/** Of the limit: reading gets faster in its first moments, so that its speed is not judged before. */
const TOO_SOON = 0.125
/** Of the time that is left, what the speed so far may count on. */
const SAFE = 0.8

export interface AttemptOptions {
  readonly job: PrimingJob
  readonly from: EpochSeconds
  /** Of each series, the oldest first. */
  readonly past: readonly (readonly PastPart[])[]
  /** By the stopwatch. */
  readonly deadline: Milliseconds
  readonly stopwatch: () => Milliseconds
  readonly now: () => EpochMilliseconds
  readonly post: (message: PrimingMessage) => void
}

export type Outcome =
  | { readonly how: 'learned' }
  | { readonly how: 'damaged'; readonly path: string; readonly reason: string }
  /** Only this share, 0 … 1, can be read in the time that is left. */
  | { readonly how: 'too-slow'; readonly share: number }

/** Reads so much of the logs, in the order of time, as long as it goes well. */
export class PrimingAttempt {
  readonly #options: AttemptOptions
  readonly #engine: Engine
  readonly #readers: PrimingReader[] = []
  #lessons: Lesson[] = []
  #outcome: Outcome = { how: 'learned' }
  readonly #started: Milliseconds
  #looked: Milliseconds

  constructor(options: AttemptOptions) {
    this.#options = options
    this.#started = this.#looked = options.stopwatch()
    const { config, ownAddresses } = options.job
    this.#engine = new Engine({
      config,
      ownAddresses,
      seed: 0,
      wall: options.now,
      events: { emit() {} },
      onProtected() {},
      onDetectorFailure() {},
      onLesson: (lesson) => this.#learn(lesson),
    })
  }

  get learned(): Pick<Learned, 'lines' | 'from' | 'to'> {
    const lines = this.#readers.reduce((sum, reader) => sum + reader.passed, 0)
    return { lines, from: this.#engine.from, to: this.#engine.to }
  }

  async read(): Promise<Outcome> {
    const { past, from, job } = this.#options
    const engine = this.#engine
    const parsing = parsingFor(job.config, engine)
    engine.startPriming()
    const inputs = past.map((parts) => {
      const queue = new BatchQueue()
      const reader = new PrimingReader(parts, from, past.length === 1 ? engine : queue, parsing)
      this.#readers.push(reader)
      return { queue, reader, fill: () => this.#fill(reader) }
    })
    if (inputs.length === 1) while (await inputs[0]!.fill());
    else await mergeByTime(inputs, engine)
    for (const reader of this.#readers) reader.close()
    engine.flush()
    this.#flush()
    return this.#outcome
  }

  async #fill(reader: PrimingReader): Promise<boolean> {
    if (this.#outcome.how !== 'learned') return false
    try {
      const more = await reader.next()
      return this.#look() && more
    } catch (error) {
      this.#outcome = { how: 'damaged', path: reader.path!, reason: (error as Error).message }
      return false
    }
  }

  /** False when there is no time to read it all. */
  #look(): boolean {
    const now = this.#options.stopwatch()
    if (now - this.#looked < LOOK_EVERY) return true
    this.#looked = now
    const done = this.#readers.reduce((sum, reader) => sum + reader.done, 0)
    const total = this.#readers.reduce((sum, reader) => sum + reader.total, 0)
    this.#options.post({ type: 'progress', done, total })
    const { deadline, job } = this.#options
    const left = deadline - now
    const passed = now - this.#started
    const wanted = (passed * (total - done)) / done
    if (passed < TOO_SOON * job.limit || wanted <= left) return true
    const share = (SAFE * Math.max(0, left)) / (wanted + passed)
    this.#outcome = { how: 'too-slow', share }
    return false
  }

  #learn(lesson: Lesson): void {
    this.#lessons.push(lesson)
    if (this.#lessons.length >= BATCH) this.#flush()
  }

  #flush(): void {
    if (this.#lessons.length > 0) this.#options.post({ type: 'lessons', lessons: this.#lessons })
    this.#lessons = []
  }
}
