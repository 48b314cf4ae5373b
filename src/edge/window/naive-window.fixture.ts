import type { Decision } from '../../domain/decision.ts'
import { type Crossing, type Limits, WINDOWS, type WindowSeconds } from '../../domain/limits.ts'
import type { SourceKey } from '../../domain/source.ts'
import type { TickSummary } from '../../domain/tick-summary.ts'
import { bucketOf, coarseBucketOf, middleOf } from '../../sketch/dd-sketch.ts'
import { ipv4, type Row } from './batch.fixture.ts'

interface Request {
  second: number
  error: boolean
}

/** What TickWindow promises, in plain arrays without any cap. Watches ipv4(2). */
export class NaiveWindow {
  now = 0
  readonly crossings: Omit<Crossing, 'line' | 'known' | 'siteKnown'>[] = []
  readonly totals = { requests: 0, prevented: 0, preventedOk: 0, late: 0 }
  readonly watched = { requests: 0, errors: 0, prevented: 0 }
  readonly peaks: (number | undefined)[] = [undefined, undefined, undefined]
  readonly #limits: Limits
  readonly #judge: (crossing: Crossing) => Decision
  #windows = new Map<number, Request[]>()
  #site: Row[] = []
  #prevented: Row[] = []
  #condemned = new Set<Row>()
  readonly #banned = new Set<number>()
  readonly #strict = new Set<number>()
  readonly #spared = new Set<number>()

  constructor(limits: Limits, judge: (crossing: Crossing) => Decision) {
    this.#limits = limits
    this.#judge = judge
  }

  count(row: Row): void {
    const source = row.source!
    const watched = source.low === ipv4(2).low
    const error = row.status! >= 400
    this.totals.requests++
    if (this.#banned.has(source.low)) {
      this.totals.prevented++
      if (!error) this.totals.preventedOk++
      if (watched) this.watched.prevented++
      this.#prevented.push(row)
      return
    }
    this.#site.push(row)
    const requests = this.#windows.get(source.low) ?? []
    this.#windows.set(source.low, requests)
    requests.push({ second: row.second, error })
    if (watched) {
      this.watched.requests++
      if (error) this.watched.errors++
      WINDOWS.forEach((window, at) => {
        const requests = this.#in(source, window, row.second)
        if (requests > (this.peaks[at] ?? 0)) this.peaks[at] = requests
      })
    }
    if (!this.#spared.has(source.low)) this.#compare(source, row.second)
  }

  within(source: SourceKey, seconds: number): { requests: number; errors: number } {
    const kept = (this.#windows.get(source.low) ?? []).filter((request) => request.second > this.now - seconds)
    return { requests: kept.length, errors: kept.filter((request) => request.error).length }
  }

  seal(second: number): Omit<TickSummary, 'sources'> {
    this.#spared.clear()
    const own = this.#site.filter((row) => row.second === second)
    const within = (seconds: number) =>
      this.#site.filter((row) => row.second <= second && row.second > second - seconds)
    const left = (rows: Row[]) => rows.filter((row) => !this.#condemned.has(row))
    const last = (seconds: number) => left(within(seconds))
    const errors = (rows: Row[], from = 400, to = 599) =>
      rows.filter((row) => row.status! >= from && row.status! <= to).length
    return {
      study: null,
      second,
      requests: left(own).length,
      spread: spreadOf(left(own)),
      errors: errors(left(own)),
      redirects: errors(own, 300, 399),
      clientErrors: errors(own, 400, 499),
      serverErrors: errors(own, 500),
      notFound: errors(own, 404, 404),
      missedBy: this.#first(second, ({ status }) => status === 404),
      refusedBy: this.#first(
        second,
        ({ status }) => status! >= 400 && status! < 500 && status !== 404 && status !== 401,
      ),
      bytes: own.reduce((sum, row) => sum + row.bytes!, 0),
      methods: [0, 1, 2, 3, 4, 5, 6].map((method) => own.filter((row) => row.method === method).length),
      prevented: this.#prevented.filter((row) => row.second === second).length,
      condemned: own.length - left(own).length,
      requests10: last(10).length,
      errors10: errors(last(10)),
      requests60: last(60).length,
      errors60: errors(last(60)),
      condemned60: within(60).length - last(60).length,
      clientErrors60: errors(within(60), 400, 499),
      serverErrors60: errors(within(60), 500),
      notFound60: errors(within(60), 404, 404),
      methods60: [0, 1, 2, 3, 4, 5, 6].map((method) => within(60).filter((row) => row.method === method).length),
      clients60: new Set(within(60).map((row) => row.source!.low)).size,
      latencyP99: p99(within(60).flatMap(({ duration = -1 }) => (duration < 0 ? [] : [duration]))),
      latencies: this.#coarse(second),
      endpoints: busiestOf(within(60).map(({ endpoint = 0 }) => endpoint % 1_024)),
    }
  }

  flag(flag: 'lift' | 'ban' | 'strict' | 'plain', source: SourceKey): void {
    if (flag === 'ban') {
      this.#banned.add(source.low)
      for (const row of this.#site)
        if (row.source!.low === source.low && row.second > this.now - 60) this.#condemned.add(row)
      this.#windows.delete(source.low)
    }
    if (flag === 'lift') this.#banned.delete(source.low)
    if (flag === 'strict') this.#strict.add(source.low)
    if (flag === 'plain') this.#strict.delete(source.low)
  }

  reset(now: number): void {
    this.now = now
    this.#windows = new Map()
    this.#site = []
    this.#prevented = []
  }

  /** Sources that had their first such request of the minute in a second. */
  #first(second: number, isSuch: (row: Row) => boolean): number {
    const minute = this.#site.filter((row) => isSuch(row) && Math.floor(row.second / 60) === Math.floor(second / 60))
    const firsts = minute.filter(({ source }, at) => minute.findIndex((one) => one.source!.low === source!.low) === at)
    return firsts.filter((row) => row.second === second).length
  }

  /** Of each source one request a minute for each power of two. */
  #coarse(second: number): number[] {
    const seen = new Set<string>()
    const buckets: number[] = []
    for (const { source, duration = -1, second: own } of this.#site) {
      if (duration < 0 || Math.floor(own / 60) !== Math.floor(second / 60)) continue
      const bucket = coarseBucketOf(duration)
      const key = `${source!.low} ${bucket >> 2}`
      if (seen.has(key)) continue
      seen.add(key)
      if (own === second) buckets.push(bucket)
    }
    return Array.from({ length: Math.max(-1, ...buckets) + 1 }, (_, at) => buckets.filter((one) => one === at).length)
  }

  #in(source: SourceKey, window: WindowSeconds, second: number): number {
    if (window > 1) return this.within(source, window).requests
    return this.#windows.get(source.low)!.filter((request) => request.second === second).length
  }

  #compare(source: SourceKey, second: number): void {
    const strict = this.#strict.has(source.low)
    for (const window of WINDOWS) {
      const limit = (strict ? this.#limits.strict : this.#limits.plain)[window]
      const observed = this.#in(source, window, second)
      if (observed <= limit) continue
      const { requests: requests60, errors: errors60 } = this.within(source, 60)
      const crossing = {
        source,
        at: second * 1_000,
        window,
        observed,
        limit,
        strict,
        requests60,
        errors60,
        features: null,
        studied: false,
      }
      this.crossings.push(crossing)
      if (this.#judge({ ...crossing, known: 0, siteKnown: 0, line: '' }).action === 'ban') this.flag('ban', source)
      else this.#spared.add(source.low)
      return
    }
  }
}

/** The middle of the bucket of the exact quantile. */
function p99(durations: number[]): number | null {
  if (durations.length < 20) return null
  const exact = durations.sort((a, b) => a - b)[Math.floor(0.99 * (durations.length - 1))]!
  return middleOf(bucketOf(new Uint32Array(Float64Array.of(exact).buffer)[1]!))
}

/** Of each source at most eight. */
function spreadOf(rows: Row[]): number {
  const counts = new Map<number, number>()
  for (const { source } of rows) counts.set(source!.low, (counts.get(source!.low) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => sum + Math.min(count, 8), 0)
}

function busiestOf(buckets: number[]): { bucket: number; requests: number }[] {
  const counts = new Map<number, number>()
  for (const bucket of buckets) counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
  const sorted = [...counts].sort(([a, x], [b, y]) => y - x || a - b)
  return sorted.slice(0, 64).map(([bucket, requests]) => ({ bucket, requests }))
}
