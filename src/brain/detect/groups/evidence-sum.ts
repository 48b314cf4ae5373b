import type { Evidence, EvidencePart } from '../../../domain/finding.ts'
import type { Seconds } from '../../../domain/units.ts'

const WINDOW: Seconds = 60

/** What a group's evidence is made of: each part counts for so much at most, so that none is enough by itself. */
export class EvidenceSum {
  readonly needed: number
  readonly #parts: EvidencePart[] = []
  #nats = 0

  constructor(needed: number) {
    this.needed = needed
  }

  get nats(): number {
    return this.#nats
  }

  get isEnough(): boolean {
    return this.#nats >= this.needed
  }

  /** `nats` is brought between `least` and `most`; a part of none is left out. */
  add(name: string, observed: number, expected: number, unit: string, nats: number, least: number, most: number): void {
    const counted = Math.min(most, Math.max(least, nats))
    this.#nats += counted
    if (counted !== 0)
      this.#parts.push({ name, observed: tidy(observed), expected: tidy(expected), unit, nats: tidy(counted) })
  }

  /** `limit`: what `observed` may be. */
  evidence(
    detector: string,
    main: { readonly observed: number; readonly expected: number; readonly limit: number; readonly unit: string },
    text: string,
    inputs: unknown,
  ): Evidence {
    return {
      detector,
      observed: tidy(main.observed),
      expected: tidy(main.expected),
      limit: tidy(main.limit),
      unit: main.unit,
      window: WINDOW,
      baseline: null,
      lines: [],
      parts: this.#parts.toSorted((a, b) => Math.abs(b.nats) - Math.abs(a.nats)),
      nats: tidy(this.#nats),
      needed: this.needed,
      text,
      inputs,
    }
  }
}

/** About what `expected` may grow to before it is sixteen nats above itself. */
export function limitOf(expected: number, dispersion: number): number {
  return expected + Math.sqrt(32 * dispersion * expected) + 16
}

function tidy(value: number): number {
  return Math.round(value * 100) / 100
}
