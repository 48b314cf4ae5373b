import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineEvent } from '../domain/ports.ts'
import { type EpochMilliseconds, MINUTE, SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import { Visitors } from '../simulate/actors/visitors.ts'
import { backendFailure } from '../simulate/attacks/backend-failure.ts'
import { bruteForce } from '../simulate/attacks/brute-force.ts'
import { scan } from '../simulate/attacks/scan.ts'
import { singleFlood } from '../simulate/attacks/single-flood.ts'
import { LiveWriter } from '../simulate/live-writer.ts'
import { nginxJsonLine } from '../simulate/nginx-json.ts'
import type { Part } from '../simulate/part.ts'
import { TruthScore } from './truth-score.ts'

const SEED = 1
/** Requests a second of the site. */
const RATE = 2
const HISTORY = 40 * MINUTE
/** Seconds from the start to the beginning and the end of each attack, in the first two minutes. */
const ACTS: readonly { readonly title: string; readonly part: Part; readonly from: number; readonly to: number }[] = [
  { title: 'flood', part: singleFlood, from: 8, to: 20 },
  { title: 'scan for missing pages', part: scan, from: 35, to: 55 },
  { title: 'brute force of the login', part: bruteForce, from: 65, to: 85 },
  { title: 'failure of the backend', part: backendFailure, from: 95, to: 115 },
]
/** Seconds after the end of an act in which it may still be noticed. */
const GRACE = 5

/** A site with 40 minutes of history that is attacked four times in two minutes: a real log in a temporary folder. */
export interface Demo {
  readonly path: string
  /** Takes what the engine tells. */
  see(event: EngineEvent): void
  stop(): void
}

/** `tell`: takes a line on each attack, what was caught of it and what was not. */
export function startDemo(clock: Clock, tell: (line: string) => void): Demo {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-demo-'))
  const path = join(folder, 'access.log')
  const now = Math.floor(clock.now() / SECOND) * SECOND
  const visitors = new Visitors({ seed: SEED, rate: RATE })
  writeHistory(path, visitors, now - HISTORY, now)
  const acts = ACTS.map(({ title, part, from, to }) => {
    const [start, end] = [now + from * SECOND, now + to * SECOND]
    const log = { from: now - HISTORY, to: now + HISTORY }
    const { actor, truth } = part.create({ seed: SEED, ...log, start, end, rate: RATE })
    const score = new TruthScore({ seed: SEED, ...log, ...truth, protected: truth.honest, incidents: truth.troubles })
    const cancel = [
      clock.after(start - clock.now(), () => tell(`now begins: ${title}`)),
      clock.after(end - clock.now() + GRACE * SECOND, () => tell(verdict(title, score))),
    ]
    return { actor, score, cancel }
  })
  const writer = new LiveWriter(path, [visitors, ...acts.map(({ actor }) => actor)], clock)
  writer.start()
  return {
    path,
    see(event) {
      for (const { score } of acts) score.see(event)
    },
    stop() {
      for (const { cancel } of acts) for (const stop of cancel) stop()
      writer.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function writeHistory(path: string, visitors: Visitors, from: EpochMilliseconds, to: EpochMilliseconds): void {
  writeFileSync(path, '')
  for (let minute = from; minute < to; minute += MINUTE) {
    const lines: string[] = []
    for (let second = minute; second < minute + MINUTE; second += SECOND)
      lines.push(...visitors.second(second).map(nginxJsonLine))
    appendFileSync(path, lines.join(''))
  }
}

function verdict(title: string, score: TruthScore): string {
  const { attackers, attackers_banned, seconds_to_ban, troubles_told, seconds_to_incident } = score.score()
  const parts = [
    attackers === 0
      ? 'it has no attacker to ban'
      : attackers_banned > 0
        ? `its source would be banned, ${seconds_to_ban} s after it began`
        : 'the classic rules did not catch its source',
    troubles_told > 0
      ? `an incident was told ${seconds_to_incident} s after it began`
      : 'no incident of the site was told',
  ]
  return `${title}: ${parts.join('; ')}`
}
