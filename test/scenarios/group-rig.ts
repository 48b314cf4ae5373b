import { Groups } from '../../src/brain/detect/groups/groups.ts'
import { PrefixWatch } from '../../src/brain/detect/groups/prefix-watch.ts'
import { RiseWatch } from '../../src/brain/detect/groups/rise-watch.ts'
import type { Decision } from '../../src/domain/decision.ts'
import { FileTally } from '../../src/domain/file-tally.ts'
import type { Finding } from '../../src/domain/finding.ts'
import { UNLIMITED } from '../../src/domain/limits.ts'
import { ByteText, type RecordBatch } from '../../src/domain/record-batch.ts'
import type { GroupTrait } from '../../src/domain/source-features.ts'
import type { Seconds } from '../../src/domain/units.ts'
import { LineReader } from '../../src/edge/parse/line-reader.ts'
import { createParser } from '../../src/edge/parse/registry.ts'
import { TickWindow } from '../../src/edge/window/tick-window.ts'
import { nginxJsonLine } from '../../src/simulate/nginx-json.ts'
import { Scenario, USUAL_PARTS } from '../../src/simulate/scenario.ts'

const FROM = Date.UTC(2026, 0, 7, 10)

export interface Staged {
  readonly seed: number
  readonly rate: number
  /** Seconds before the attack, and of it. */
  readonly before: Seconds
  readonly length: Seconds
  readonly after?: Seconds
  readonly attack?: readonly string[]
  readonly benign?: readonly string[]
}

/** What was told of one kind. */
export interface Told {
  /** Seconds after the attack began. */
  readonly first: Seconds
  last: Seconds
  finding: Finding
}

/** Plays simulated traffic through the parser and the real windows to `Groups`; nobody is banned. */
export function stage({ seed, rate, before, length, after = 0, attack = [], benign = [] }: Staged) {
  const start = FROM + before * 1_000
  const scenario = new Scenario({
    ...{ seed, rate, from: FROM, start, end: start + length * 1_000, length: (before + length + after) * 1_000 },
    ...{ attack, benign: [...USUAL_PARTS, ...benign] },
  })
  const groups = new Groups()
  const prefixes = new PrefixWatch()
  const requests = new RiseWatch(0.5)
  const told = new Map<string, Told>()
  let traits: readonly GroupTrait[] = []
  let surgeAt: Seconds | null = null
  const window = new TickWindow({
    limits: { ...UNLIMITED, study: 8 },
    judge: {
      judge({ features }) {
        if (features !== null) prefixes.look(features)
        return { action: 'observe' } as Decision
      },
      surge: () => false,
    },
    bans: { size: 0, isBanned: () => false },
  })
  let second = FROM / 1_000
  const sink = { consume: (batch: RecordBatch, from: number, to: number) => window.count(batch, from, to, second) }
  const reader = new LineReader({ parser: createParser('auto'), tally: new FileTally('access.log'), sink })
  for (const due of scenario.seconds()) {
    window.advance(second)
    const bytes = Buffer.from(due.map(nginxJsonLine).join(''))
    reader.read(new ByteText(bytes), 0, bytes.length)
    const tick = window.seal(second)
    requests.see(tick.requests, second * 1_000)
    const { nats } = requests
    const surge = nats < 16 ? null : { ratio: tick.requests10 / 10 / requests.usual.mean, nats }
    requests.learn(tick.requests, 1, false)
    const since = second - start / 1_000
    if (surge !== null && since >= 0) surgeAt ??= since
    const at = (second + 1) * 1_000
    const found = groups.see(tick, at, { surge, learns: true })
    for (const finding of [...found.findings, ...prefixes.see(tick, at)]) {
      const { kind, subject } = finding
      const name = subject.type === 'prefix' ? `${kind} ${subject.prefix}` : kind
      const before = told.get(name)
      if (before === undefined) told.set(name, { first: since, last: since, finding })
      else Object.assign(before, { last: since, finding })
    }
    if (found.traits.length > 0) traits = found.traits
    second++
  }
  return { told, traits, surgeAt }
}
