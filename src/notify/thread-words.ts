import type { Ban } from '../domain/ban.ts'
import { type Evidence, subjectText } from '../domain/finding.ts'
import type { Incident } from '../domain/incident.ts'
import type { Measured } from '../domain/message.ts'
import type { EpochMilliseconds, Milliseconds } from '../domain/units.ts'
import { escapeText } from '../lib/escape-text.ts'

/** How people are told numbers and times, and what they must not be told. */
export interface Phrasing {
  quantity(value: number, unit: string): string
  duration(length: Milliseconds): string
  time(at: EpochMilliseconds): string
  /** Takes query values and credentials out of a text. */
  redact(text: string): string
}

/** Characters of one text. */
const LONGEST = 1_000

/** What a thread says of the matter it is about. */
export class ThreadWords {
  readonly phrasing: Phrasing

  constructor(phrasing: Phrasing) {
    this.phrasing = phrasing
  }

  redact(text: string): string {
    return escapeText(this.phrasing.redact(text), LONGEST)
  }

  incident({ kind, subject, peak, reason }: Incident) {
    const what = kind.replaceAll('-', ' ')
    const whose =
      subject.type === 'site' ? 'of the site' : `${subject.type === 'endpoint' ? 'on' : 'by'} ${subjectText(subject)}`
    return {
      title: this.redact(`${what[0]!.toUpperCase()}${what.slice(1)} ${whose}`),
      happened: this.redact(reason),
      measured: this.measured(peak),
    }
  }

  ban({ address, author, duration, reason, evidence, kind }: Ban) {
    const length = duration === null ? 'for good' : `for ${this.phrasing.duration(duration)}`
    return {
      title:
        author === undefined
          ? `${kind.replaceAll('-', ' ')} by ${address}`
          : this.redact(`Ban of ${address} ${length}, ordered by ${author}`),
      happened: this.redact(reason === '' ? 'No reason was given.' : reason),
      measured: kind === 'manual' ? null : this.measured(evidence),
    }
  }

  measured({ observed, expected, unit, window }: Evidence): Measured {
    const { quantity } = this.phrasing
    const usual = expected === null ? 'nothing to compare it with' : `${quantity(expected, unit)} expected`
    const words = `${quantity(observed, unit)} over ${window} s, ${usual}`
    return { observed, expected, unit, window, words: escapeText(words) }
  }
}
