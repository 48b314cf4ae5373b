import type { EvidencePart, Finding } from '../../../domain/finding.ts'
import type { FindEndpoint } from '../../../domain/ports.ts'
import { METHODS } from '../../../domain/record-batch.ts'
import type { TickSummary } from '../../../domain/tick-summary.ts'
import type { EpochMilliseconds } from '../../../domain/units.ts'
import { aNumber, exactly, fieldsOf, tupleOf } from '../../../lib/shape.ts'
import { CrowdGauge } from './crowd-gauge.ts'
import { type MixJudgement, MixSeries, mixSeriesShape } from './mix-series.ts'
import { REST } from './mix-test.ts'

/** Seconds from judgement to judgement, and that each looks back on. */
const EVERY = 10
const WINDOW = 60
/** Endpoints that are told apart; all others are the rest. */
const ENDPOINTS = 64
const MOST_PARTS = 5
const BLOCKS_A_WEEK = 1_008

const VERSION = 1
export const mixShape = fieldsOf({
  version: exactly(VERSION),
  methods: mixSeriesShape,
  endpoints: mixSeriesShape,
  crowd: tupleOf(aNumber, aNumber),
})

/** What a mix finding was made of, for whoever knows the names of endpoints. */
export interface MixInputs {
  /** Hash bucket of the endpoint that rose most, -1: the rest; an index into METHODS for methods. */
  readonly key: number
  /** Jensen–Shannon, nats. */
  readonly divergence: number
  readonly g: number
  readonly freedom: number
  readonly spread: number
}

type Names = (key: number) => string

/** Methods and endpoints of the last minute against their usual shares: method-mix and endpoint-share. */
export class MixWatch {
  readonly #methods: MixSeries
  readonly #endpoints: MixSeries
  readonly #find: FindEndpoint
  readonly #crowd = new CrowdGauge()

  /** False alarms a week that are promised of both together; what is known of the endpoint of a bucket. */
  constructor(falsePerWeek = 0.2, findEndpoint: FindEndpoint = () => undefined) {
    this.#find = findEndpoint
    const chance = Math.min(0.05, falsePerWeek / 2 / BLOCKS_A_WEEK)
    this.#methods = new MixSeries(chance)
    this.#endpoints = new MixSeries(chance)
  }

  /** Judges each tenth second that is sealed. `learns`: what came may be believed. */
  see(tick: TickSummary, at: EpochMilliseconds, learns: boolean): Finding[] {
    if (tick.second % EVERY !== EVERY - 1) return []
    const total = tick.requests60 + tick.condemned60
    const circumstances = { condemned: tick.condemned60, isCrowd: this.#crowd.isCrowd(tick.clients60, learns) }
    const methods = this.#methods.see(new Map(tick.methods60.entries()), total, circumstances, learns)
    const endpoints = this.#endpoints.see(endpointCounts(tick, total), total, circumstances, learns)
    const findings: Finding[] = []
    if (methods !== null) findings.push(finding('method-mix', methods, at, (key) => METHODS[key] ?? 'other'))
    if (endpoints !== null) findings.push(finding('endpoint-share', endpoints, at, (key) => this.#nameOf(key)))
    return findings
  }

  #nameOf(key: number): string {
    return key === REST ? 'all other endpoints' : (this.#find(key)?.text ?? `endpoint ${key}`)
  }

  toJSON() {
    return {
      version: VERSION,
      methods: this.#methods.toJSON(),
      endpoints: this.#endpoints.toJSON(),
      crowd: this.#crowd.toJSON(),
    }
  }

  /** What `toJSON` gave; `mixShape` must let it pass. */
  restore({ methods, endpoints, crowd }: Omit<ReturnType<MixWatch['toJSON']>, 'version'>): void {
    this.#methods.restore(methods)
    this.#endpoints.restore(endpoints)
    this.#crowd.restore(crowd)
  }

  /** What was learned is void. */
  forget(): void {
    this.#crowd.forget()
    this.#methods.forget()
    this.#endpoints.forget()
  }
}

function endpointCounts({ endpoints }: TickSummary, total: number): Map<number, number> {
  const counts = new Map<number, number>()
  let counted = 0
  for (const { bucket, requests } of endpoints) {
    if (counts.size >= ENDPOINTS) break
    counts.set(bucket, requests)
    counted += requests
  }
  counts.set(REST, Math.max(0, total - counted))
  return counts
}

function finding(
  kind: 'method-mix' | 'endpoint-share',
  { shifts, risen, nats, limit, spread, divergence, g, freedom }: MixJudgement,
  at: EpochMilliseconds,
  nameOf: Names,
): Finding {
  const parts: EvidencePart[] = shifts.slice(0, MOST_PARTS).map(({ key, share, usual, nats: own }) => ({
    name: nameOf(key),
    observed: 100 * share,
    expected: 100 * usual,
    unit: '% of requests',
    nats: own / spread,
  }))
  const inputs: MixInputs = { key: risen.key, divergence, g, freedom, spread }
  const name = nameOf(risen.key)
  return {
    kind,
    subject: { type: 'site' },
    at,
    evidence: {
      detector: 'mix',
      observed: 100 * risen.share,
      expected: 100 * risen.usual,
      limit,
      unit: `% ${name}`,
      window: WINDOW,
      baseline: null,
      lines: [],
      parts,
      nats,
      needed: limit,
      text: `${percent(risen.share)} of requests in the last minute ${kind === 'method-mix' ? 'were' : 'went to'} ${name}, usually ${percent(risen.usual)}`,
      inputs,
    },
  }
}

function percent(share: number): string {
  return share > 0 && share < 0.01 ? `${(100 * share).toFixed(1)} %` : `${Math.round(100 * share)} %`
}
