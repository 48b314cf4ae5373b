import type { SourceText } from '../../src/domain/source.ts'
import { type EpochMilliseconds, SECOND, type Seconds } from '../../src/domain/units.ts'
import { formatSource, parseAddress } from '../../src/lib/ip-address.ts'
import type { Request } from '../../src/simulate/request.ts'
import { Scenario } from '../../src/simulate/scenario.ts'
import { CASES, type Case, isLong, lengthOf, SIZES, type Size } from './cases.ts'
import { incidentsOf, judge, type Outcome } from './judge.ts'
import { Player } from './player.ts'
import { CONTENDERS } from './profiles.ts'
import { RecordedLog } from './recorded-log.ts'
import { beginning, morning, visitors } from './site.ts'

/** A piece of work for one process. `cases`: all that may happen to one site; `clean`: a log in which nothing happens. */
export type Job =
  | {
      readonly type: 'cases'
      readonly size: Size['name']
      readonly seed: number
      readonly withLong: boolean
      /** Names of cases; all when it is left out. */
      readonly only?: readonly string[]
    }
  | { readonly type: 'clean'; readonly size: Size['name']; readonly seed: number; readonly length: Seconds }

export interface CaseResult {
  readonly type: 'case'
  readonly contender: string
  readonly size: Size['name']
  readonly seed: number
  readonly name: string
  readonly outcome: Outcome
}

export interface CleanResult {
  readonly type: 'clean'
  readonly contender: string
  readonly size: Size['name']
  readonly seed: number
  readonly length: Seconds
  readonly strays: Readonly<Record<string, number>>
  readonly falseBans: Outcome['falseBans']
  readonly benignRequests: number
}

export type Result = CaseResult | CleanResult

export function work(job: Job, tell: (result: Result) => void): void {
  const size = SIZES.find(({ name }) => name === job.size)!
  if (job.type === 'clean') {
    playClean(size, job.seed, job.length, tell)
    return
  }
  const cases = CASES.filter((one) => (job.withLong || !isLong(one)) && (job.only?.includes(one.name) ?? true))
  const length = Math.max(...cases.map((one) => timesOf(one, size, 0).to / SECOND))
  const site = siteOf(size, job.seed, beginning(job.seed), length)
  const log = new RecordedLog(site)
  for (const one of cases) playCase(one, size, job.seed, site, log, tell)
}

function siteOf(size: Size, seed: number, from: EpochMilliseconds, length: Seconds): Scenario {
  const benign = visitors(seed)
  return new Scenario({ seed, from, length: length * SECOND, rate: size.rate, benign, start: from, end: from })
}

function timesOf(one: Case, size: Size, from: EpochMilliseconds) {
  const start = from + (one.history ?? size.history) * SECOND
  const end = start + lengthOf(one, size) * SECOND
  return { from, start, end, to: end + size.rest * SECOND }
}

function playCase(
  one: Case,
  size: Size,
  seed: number,
  site: Scenario,
  log: RecordedLog,
  tell: (result: Result) => void,
) {
  const { start, end, to } = timesOf(one, size, log.from)
  const rest = { seed, from: start, length: to - start, rate: size.rate, start, end }
  const crowd = new Scenario({ ...rest, benign: one.crowd })
  const attack = new Scenario({ ...rest, benign: [], attack: one.attack })
  const player = new Player(CONTENDERS)
  const isSilent = one.attack.includes('silence')
  const sent = new Map<SourceText, EpochMilliseconds[]>()
  const seconds = [crowd.seconds(), attack.seconds()] as const
  let benignRequests = 0
  for (let at = log.from; at < to; at += SECOND) {
    let beside: readonly Request[] = []
    if (at >= start) {
      const [people, attackers] = seconds.map((one) => one.next().value as readonly Request[])
      for (const { address, at } of attackers!) note(sent, sourceOf(address), at)
      beside = [...people!, ...attackers!].sort((a, b) => a.at - b.at)
      benignRequests += people!.length
    }
    if (isSilent && at >= start && at < end) continue
    const second = log.seconds[(at - log.from) / SECOND]!
    benignRequests += second.at.length
    player.second(second, at, beside)
  }
  player.finish()
  const truth = attack.truth()
  const facts = {
    ...{ promised: one.promised, start, end, to, sent, benignRequests },
    attackers: truth.attackers,
    honest: [...site.truth().protected, ...truth.protected],
    troubles: [...truth.incidents, ...crowd.truth().incidents],
  }
  for (const [i, { name }] of CONTENDERS.entries()) {
    const outcome = judge(player.told[i]!, facts)
    tell({ type: 'case', contender: name, size: size.name, seed, name: one.name, outcome })
  }
}

function playClean(size: Size, seed: number, length: Seconds, tell: (result: Result) => void): void {
  const site = siteOf(size, seed, morning(seed), length)
  const player = new Player(CONTENDERS)
  let benignRequests = 0
  let at = site.from
  for (const requests of site.seconds()) {
    player.second(EMPTY, at, requests)
    at += SECOND
    benignRequests += requests.length
  }
  player.finish()
  const facts = {
    ...{ promised: CASES[0]!.promised, start: at, end: at, to: at, sent: new Map(), benignRequests },
    ...{ attackers: [], troubles: [], honest: site.truth().protected },
  }
  for (const [i, { name: contender }] of CONTENDERS.entries()) {
    const strays: Record<string, number> = {}
    for (const { incident } of incidentsOf(player.told[i]!, at))
      if (incident.subject.type !== 'address') strays[incident.kind] = (strays[incident.kind] ?? 0) + 1
    const { falseBans } = judge(player.told[i]!, facts)
    tell({ type: 'clean', contender, size: size.name, seed, length, strays, falseBans, benignRequests })
  }
}

const EMPTY = { text: Buffer.alloc(0), at: new Uint16Array(0), ends: new Uint32Array(0) }

function note(sent: Map<SourceText, EpochMilliseconds[]>, source: SourceText, at: EpochMilliseconds): void {
  const times = sent.get(source)
  if (times === undefined) sent.set(source, [at])
  else times.push(at)
}

function sourceOf(address: string): SourceText {
  const parsed = address.includes(':') ? parseAddress(address) : null
  return parsed === null ? address : formatSource(parsed.kind, parsed.high, parsed.low)
}
