import type { FileTally } from '../domain/file-tally.ts'
import type { Sample } from '../domain/metric-family.ts'
import { REJECT_REASONS } from '../domain/reject-reason.ts'

interface Counted {
  readonly source: string
  readonly tally: FileTally
}

interface Sums {
  lines: number
  readonly reasons: Float64Array
}

/** Lines of each configured log since the start, also of files that are opened again and counted anew. */
export class LogCounts {
  readonly #current = new Map<string, Counted>()
  /** What tallies held that were replaced. */
  readonly #past = new Map<string, Sums>()

  add(tally: FileTally, source: string): void {
    const before = this.#current.get(tally.name)
    if (before !== undefined) addTo(this.#past, before)
    this.#current.set(tally.name, { source, tally })
  }

  lines(): Sample<'source'>[] {
    return [...this.#sums()].map(([source, { lines }]) => ({ labels: { source }, value: lines }))
  }

  /** Reasons that occurred only. */
  unparsed(): Sample<'source' | 'reason'>[] {
    return [...this.#sums()].flatMap(([source, { reasons }]) =>
      REJECT_REASONS.flatMap((reason, code) =>
        code > 0 && reasons[code]! > 0 ? [{ labels: { source, reason }, value: reasons[code]! }] : [],
      ),
    )
  }

  #sums(): Map<string, Sums> {
    const sums = new Map([...this.#past].map(([source, past]) => [source, copyOf(past)]))
    for (const counted of this.#current.values()) addTo(sums, counted)
    return sums
  }
}

function addTo(all: Map<string, Sums>, { source, tally }: Counted): void {
  const sums = all.get(source) ?? { lines: 0, reasons: new Float64Array(REJECT_REASONS.length) }
  sums.lines += tally.lines
  tally.byReason.forEach((count, code) => {
    sums.reasons[code]! += count
  })
  all.set(source, sums)
}

function copyOf({ lines, reasons }: Sums): Sums {
  return { lines, reasons: Float64Array.from(reasons) }
}
