import type { FormatCandidate, LineFormat, ParserOptions } from './line-format.ts'

/** Candidates of formats in their order, each made when it is first come to: most files are known by one of the first. */
export class Candidates implements Iterable<FormatCandidate> {
  readonly #formats: readonly LineFormat[]
  readonly #options: ParserOptions | undefined
  readonly #made: FormatCandidate[] = []

  constructor(formats: readonly LineFormat[], options?: ParserOptions) {
    this.#formats = formats
    this.#options = options
  }

  *[Symbol.iterator](): Iterator<FormatCandidate> {
    for (const [i, format] of this.#formats.entries()) {
      this.#made[i] ??= format.candidate(this.#options)
      yield this.#made[i]
    }
  }
}
