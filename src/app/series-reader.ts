import type { FileTally } from '../domain/file-tally.ts'
import type { LogSink } from '../domain/ports.ts'
import type { Seconds } from '../domain/units.ts'
import type { RejectListener } from '../edge/parse/line-reader.ts'
import { ReplayFile } from '../edge/source/replay-file.ts'
import type { Series } from '../edge/source/series.ts'
import type { CidrSet } from '../lib/cidr-set.ts'
import { FileIntake } from './file-intake.ts'

export interface SeriesOptions {
  readonly series: Series
  readonly format: string
  /** Descriptors of files that are open already. */
  readonly opened?: ReadonlyMap<string, number>
  readonly sink: LogSink
  /** Gives the tally of a file that is about to be read. */
  readonly tallyOf: (file: string) => FileTally
  readonly onReject: RejectListener
  /** Proxies that are believed when they say who the client is. */
  readonly trusted?: CidrSet
  /** Told when the format of a file changes in mid-stream. */
  readonly onChange: (file: string, words: string) => void
}

/** Reads the files of a series one after another, a chunk a call. */
export class SeriesReader {
  readonly #options: SeriesOptions
  readonly #waiting: string[]
  #file: ReplayFile | null = null
  #bytesBefore = 0

  constructor(options: SeriesOptions) {
    this.#options = options
    this.#waiting = [...options.series]
  }

  /** Bytes read of all its files, as they lie on disk. */
  get position(): number {
    return this.#bytesBefore + (this.#file?.position ?? 0)
  }

  /** False at the end. Throws SourceError when a file cannot be read. */
  next(): boolean | Promise<boolean> {
    if (this.#file === null) {
      const name = this.#waiting.shift()
      if (name === undefined) return false
      this.#file = this.#open(name)
    }
    const more = this.#file.next()
    return typeof more === 'boolean' ? this.#after(more) : more.then((there) => this.#after(there))
  }

  #after(more: boolean): boolean {
    if (more || this.#file === null) return true
    this.#bytesBefore += this.#file.position
    this.#file.close()
    this.#file = null
    return this.#waiting.length > 0
  }

  #open(name: string): ReplayFile {
    const { format, sink, tallyOf, onReject, onChange, trusted, opened } = this.#options
    const onFormat = (words: string, isChange: boolean) => isChange && onChange(name, words)
    const expectLate = (lateness: Seconds) => sink.expectLate(lateness)
    const tally = tallyOf(name)
    return new ReplayFile(
      name,
      new FileIntake({
        ...{ format, tally, sink, onReject, expectLate, onFormat },
        ...(trusted && { parsing: { trusted } }),
      }).reader,
      opened?.get(name),
    )
  }
}
