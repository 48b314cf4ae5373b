import { Engine } from '../../src/app/engine.ts'
import { type Score, TruthScore } from '../../src/app/truth-score.ts'
import type { Config } from '../../src/config/schema.ts'
import type { BanKind } from '../../src/domain/ban.ts'
import { FileTally } from '../../src/domain/file-tally.ts'
import type { IncidentKind } from '../../src/domain/finding.ts'
import type { EngineEvent } from '../../src/domain/ports.ts'
import { ByteText } from '../../src/domain/record-batch.ts'
import { HOUR, MINUTE, SECOND } from '../../src/domain/units.ts'
import { LineReader } from '../../src/edge/parse/line-reader.ts'
import { createParser } from '../../src/edge/parse/registry.ts'
import type { Log } from './log.ts'

const GROUPS: readonly IncidentKind[] = ['distributed-flood', 'distributed-scan', 'credential-stuffing']

export interface Mistake {
  readonly address: string
  readonly kind: BanKind
  /** Hours into the log. */
  readonly at: string
  /** Why it must not be banned. */
  readonly why: string
  /** What the ban says. */
  readonly reason: string
}

export interface Result {
  readonly score: Score
  /** `isGroup`: each member alone does little. */
  readonly kinds: readonly { kind: IncidentKind; banned: number; all: number; after: string | null; isGroup: boolean }[]
  /** The first ban of each honest source. */
  readonly mistakes: readonly Mistake[]
  /** Attackers on their own that were never banned. */
  readonly missed: readonly { address: string; kind: IncidentKind }[]
  readonly incidents: ReadonlyMap<IncidentKind, number>
  /** Site incidents while nothing was strange, nor a minute before. */
  readonly stray: number
}

/** Plays a log through the engine as a replay would. */
export function play(log: Log, config: Config): Result {
  const truth = log.truth()
  const judge = new TruthScore(truth)
  const bans = new Map<string, number>()
  const mistakes = new Map<string, Mistake>()
  const fired = new Map<string, IncidentKind>()
  const attackers = new Map(truth.attackers.map((attacker) => [attacker.address, attacker]))
  const reasons = new Map(truth.protected.map(({ address, reason }) => [address, reason]))
  const strange = [...truth.incidents, ...log.excused]
  let stray = 0
  const see = (event: EngineEvent) => {
    if (event.type === 'incident' && event.incident.state === 'firing' && !fired.has(event.incident.id)) {
      const { id, kind, subject, firedAt } = event.incident
      fired.set(id, kind)
      if (subject.type === 'site' && !strange.some(({ from, to }) => firedAt >= from && firedAt <= to + MINUTE)) stray++
    }
    if (event.type === 'ban') {
      const { address, at, kind, reason } = event.ban
      if (log.grey.has(address)) return
      const attacker = attackers.get(address)
      if (attacker !== undefined && at >= attacker.from) bans.set(address, bans.get(address) ?? at)
      else if (!mistakes.has(address))
        mistakes.set(address, {
          address,
          kind,
          at: ((at - log.from) / HOUR).toFixed(2),
          why: reasons.get(address) ?? 'an ordinary visitor',
          reason,
        })
    }
    judge.see(event)
  }
  const engine = new Engine({
    config,
    ownAddresses: [],
    seed: 0,
    events: { emit: see },
    onProtected() {},
    onDetectorFailure(detector, error) {
      throw new Error(`${detector} failed`, { cause: error })
    },
  })
  const tally = new FileTally('heldout.log')
  const reader = new LineReader({ parser: createParser('combined'), tally, sink: engine })
  for (const text of log.seconds()) {
    const bytes = Buffer.from(text)
    reader.read(new ByteText(bytes), 0, bytes.length)
  }
  engine.finish()
  if (tally.valid !== log.lines) throw new Error(`${tally.valid} of ${log.lines} lines could be read`)
  const incidents = new Map<IncidentKind, number>()
  for (const kind of fired.values()) incidents.set(kind, (incidents.get(kind) ?? 0) + 1)
  const kinds = [...new Set(truth.attackers.map(({ kind }) => kind))].map((kind) => {
    const all = truth.attackers.filter((attacker) => attacker.kind === kind)
    const waits = all
      .flatMap(({ address, from }) => (bans.has(address) ? [bans.get(address)! - from] : []))
      .sort((a, b) => a - b)
    const after = waits.length === 0 ? null : (waits[waits.length >> 1]! / SECOND).toFixed(0)
    return { kind, banned: waits.length, all: all.length, after, isGroup: GROUPS.includes(kind) }
  })
  return {
    score: judge.score(),
    kinds,
    mistakes: [...mistakes.values()],
    missed: truth.attackers
      .filter(({ address, kind }) => !bans.has(address) && !GROUPS.includes(kind))
      .map(({ address, kind }) => ({ address, kind })),
    incidents,
    stray,
  }
}
