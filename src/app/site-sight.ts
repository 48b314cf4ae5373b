import { YOUNG } from '../brain/baseline/site-baselines.ts'
import type { FileTally } from '../domain/file-tally.ts'
import type { ByteText } from '../domain/record-batch.ts'
import type { EpochSeconds, Seconds } from '../domain/units.ts'
import { UnreadLines } from '../edge/window/unread-lines.ts'
import { SILENT, silenceEvidence, unreadEvidence } from './blindness.ts'
import type { Brain } from './brain.ts'

/** Share of refused lines of a second from which what is left teaches nothing. */
const UNSEEN = 0.9
/** Requests a second that a site must have had, on the mean, for its silence to be strange. */
const BUSY = 1

/** Whether the site is seen: its lines come, and can be read. The brain learns only while it is, and tells when it is not. */
export class SiteSight {
  readonly #brain: Brain
  readonly #unread = new UnreadLines()
  #isSilent = false
  /** The newest second for which blindness was told by the wall. */
  #told: EpochSeconds = Number.NEGATIVE_INFINITY

  constructor(brain: Brain) {
    this.#brain = brain
  }

  /** Lines came, whatever they are. */
  heard(): void {
    this.#isSilent = false
  }

  read(lines: number): void {
    this.#unread.read(lines)
  }

  refuse(lines: number, file: FileTally, text: ByteText, start: number, end: number): void {
    this.#unread.refuse(lines, file, text, start, end)
  }

  /** What could not be read so far does not count. */
  clear(): void {
    this.#unread.clear()
  }

  /** The clock of the log was set back. */
  setBack(): void {
    this.#unread.clear()
    this.#told = Number.NEGATIVE_INFINITY
  }

  /** A log of which nothing could be read yet has no time of its own: what is refused goes by the wall. */
  passWall(second: EpochSeconds): void {
    if (second <= this.#told) return
    this.#told = second
    this.close(second - 1)
  }

  /** A second is over: says so when too much of its minute could not be read. */
  close(second: EpochSeconds): void {
    const minute = this.#unread.close(second)
    this.#brain.learns = !this.#isSilent && !(minute !== null && minute.shareNow >= UNSEEN)
    if (minute !== null) this.#brain.blind((second + 1) * 1_000, unreadEvidence(minute))
  }

  /** No line of these files for so long; `second` is the newest. A site that had one a second for ten minutes cannot be seen any more. */
  silent(second: EpochSeconds | null, length: Seconds, files: () => string): void {
    const baseline = this.#brain.baseline('requests')
    if (length < SILENT || second === null || second <= this.#told) return
    if (baseline === null || baseline.mean < BUSY || baseline.age < YOUNG) return
    this.#told = second
    this.#isSilent = true
    this.#brain.learns = false
    this.#brain.blind(second * 1_000, silenceEvidence(length, files()))
  }
}
