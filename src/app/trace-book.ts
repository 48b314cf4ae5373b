import { redactLine } from '../brain/explain/redact.ts'
import { IPV6, type RecordBatch } from '../domain/record-batch.ts'
import type { SourceTrace } from '../domain/site-desk.ts'
import type { SourceKey } from '../domain/source.ts'
import { networkLow } from '../domain/source-prefix.ts'
import type { EpochSeconds, Seconds } from '../domain/units.ts'
import { hashEndpoint } from '../edge/parse/request-field.ts'
import { EndpointText } from '../edge/window/endpoint-text.ts'
import { escapeText } from '../lib/escape-text.ts'
import { agentInLine } from './agent-in-line.ts'

const LINES = 20
const ROWS = 20
/** Different endpoints and agents that are told apart; characters of each that are shown. */
const MOST = 4_096
const SHOWN = 160
/** Bytes of a line that are looked at. */
const LINE_BYTES = 65_536
/** Lengths of a step, and how many steps there are at most. */
const STEPS: readonly Seconds[] = [10, 60, 600, 3_600, 86_400]
const MOST_STEPS = 720

interface Line {
  readonly at: number
  readonly text: string
}

interface Count {
  requests: number
  errors: number
}

/** Gathers what is told of one source, or of a network of them, row by row. */
export class TraceBook {
  readonly #source: SourceKey
  readonly #since: EpochSeconds
  readonly #path = new EndpointText(hashEndpoint)
  /** The newest, the oldest of them first. */
  readonly #lines: Line[] = []
  readonly #endpoints = new Map<number, Count & { readonly path: string }>()
  readonly #agents = new Map<string, number>()
  readonly #seconds = new Map<EpochSeconds, Count>()
  readonly #all: Count = { requests: 0, errors: 0 }

  /** Rows before `since` are left out. */
  constructor(source: SourceKey, since: EpochSeconds) {
    this.#source = source
    this.#since = since
  }

  /** `ahead`: seconds that the times of this log are ahead of the wall's. */
  add(batch: RecordBatch, from: number, to: number, ahead: Seconds): void {
    for (let row = from; row < to; row++) {
      if (!this.#isOf(batch, row)) continue
      const second = batch.second[row]! - ahead
      if (second >= this.#since) this.#take(batch, row, second)
    }
  }

  /** `end`: the newest second that was looked at. */
  trace(end: EpochSeconds): SourceTrace {
    const since = this.#since
    const span = Math.max(1, end + 1 - since)
    const step = STEPS.find((length) => span / length < MOST_STEPS) ?? Math.ceil(span / MOST_STEPS)
    const first = Math.floor(since / step) * step
    const time: EpochSeconds[] = []
    for (let start = first; start <= end; start += step) time.push(start)
    const counts = time.map(() => 0)
    const errors = time.map(() => 0)
    for (const [second, count] of this.#seconds) {
      const place = Math.floor((second - first) / step)
      if (place >= time.length) continue
      counts[place]! += count.requests
      errors[place]! += count.errors
    }
    return {
      since: new Date(since * 1_000).toISOString(),
      requests: this.#all.requests,
      lines: this.#lines.map(({ text }) => redactLine(text)).reverse(),
      endpoints: [...this.#endpoints.values()].sort((a, b) => b.requests - a.requests).slice(0, ROWS),
      agents: [...this.#agents]
        .sort((a, b) => b[1] - a[1])
        .slice(0, ROWS)
        .map(([agent, requests]) => ({ agent, requests })),
      ...{ step_s: step, time, counts, errors },
    }
  }

  #isOf(batch: RecordBatch, row: number): boolean {
    const { kind, high, low, bits } = this.#source
    if ((batch.flags[row]! & IPV6) !== (kind === 6 ? IPV6 : 0) || batch.keyHigh[row] !== high) return false
    const own = batch.keyLow[row]!
    return own === low || (bits !== undefined && networkLow(kind, own, bits) === low)
  }

  #take(batch: RecordBatch, row: number, second: EpochSeconds): void {
    const isError = batch.status[row]! >= 400
    const start = batch.lineStart[row]!
    const end = Math.min(batch.lineEnd[row]!, start + LINE_BYTES)
    const text = batch.text.bytes.toString('utf8', start, end)
    count(this.#all, isError)
    const seconds = this.#seconds.get(second) ?? { requests: 0, errors: 0 }
    count(seconds, isError)
    this.#seconds.set(second, seconds)
    this.#keep(second * 1_000 + batch.millisecond[row]!, text)
    this.#addEndpoint(batch.text.bytes, start, end, batch.endpoint[row]!, isError)
    const agent = agentInLine(text)
    if (agent === null) return
    const shown = escapeText(agent === '' ? '-' : agent, SHOWN)
    const known = this.#agents.get(shown)
    if (known !== undefined || this.#agents.size < MOST) this.#agents.set(shown, (known ?? 0) + 1)
  }

  #keep(at: number, text: string): void {
    const lines = this.#lines
    if (lines.length === LINES && at < lines[0]!.at) return
    let place = lines.length
    while (place > 0 && lines[place - 1]!.at > at) place--
    lines.splice(place, 0, { at, text })
    if (lines.length > LINES) lines.shift()
  }

  #addEndpoint(bytes: Buffer, start: number, end: number, hash: number, isError: boolean): void {
    let known = this.#endpoints.get(hash)
    if (known === undefined) {
      if (this.#endpoints.size >= MOST) return
      known = { path: this.#pathOf(bytes, start, end, hash), requests: 0, errors: 0 }
      this.#endpoints.set(hash, known)
    }
    count(known, isError)
  }

  #pathOf(bytes: Buffer, start: number, end: number, hash: number): string {
    if (hash === 0) return '(no path)'
    return escapeText(this.#path.find(bytes, start, end, hash) ?? '(path not found in the line)', SHOWN)
  }
}

function count(into: Count, isError: boolean): void {
  into.requests++
  if (isError) into.errors++
}
