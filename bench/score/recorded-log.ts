import { type EpochMilliseconds, SECOND, type Seconds } from '../../src/domain/units.ts'
import { nginxJsonLine } from '../../src/simulate/nginx-json.ts'
import type { Request } from '../../src/simulate/request.ts'
import type { Scenario } from '../../src/simulate/scenario.ts'

/** The lines of one second, one behind the other. */
export interface RecordedSecond {
  readonly text: Buffer
  /** Of each line: milliseconds from the beginning of the second, and where it ends in `text`. */
  readonly at: Uint16Array
  readonly ends: Uint32Array
}

/** A log kept in memory, so that everything that may happen to one site is played on the same lines, written once. */
export class RecordedLog {
  readonly from: EpochMilliseconds
  readonly seconds: RecordedSecond[] = []

  constructor(scenario: Scenario) {
    this.from = scenario.from
    for (const requests of scenario.seconds())
      this.seconds.push(record(requests, this.from + this.seconds.length * SECOND))
  }

  /** Requests in the first seconds. */
  requests(length: Seconds): number {
    return this.seconds.slice(0, length).reduce((sum, { at }) => sum + at.length, 0)
  }
}

function record(requests: readonly Request[], from: EpochMilliseconds): RecordedSecond {
  const at = new Uint16Array(requests.length)
  const ends = new Uint32Array(requests.length)
  const lines = requests.map(nginxJsonLine)
  let end = 0
  for (const [i, line] of lines.entries()) {
    at[i] = requests[i]!.at - from
    end += Buffer.byteLength(line)
    ends[i] = end
  }
  return { text: Buffer.from(lines.join('')), at, ends }
}
