import { join } from 'node:path'
import type { AuditFacts } from '../domain/audit.ts'
import type { ForgottenView } from '../domain/control.ts'
import type { Incident } from '../domain/incident.ts'
import type { EngineEvent } from '../domain/ports.ts'
import type { ReadPosition } from '../domain/read-position.ts'
import type { Remembered, RememberedChange } from '../domain/remembered.ts'
import type { StoreTrouble } from '../domain/store-trouble.ts'
import type { TickSummary } from '../domain/tick-summary.ts'
import { MINUTE, type Milliseconds, SECOND } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import type { AuditFile } from '../store/audit-file.ts'
import { forgetInAuditFile } from '../store/audit-forget.ts'
import type { AuditTrail } from '../store/audit-trail.ts'
import type { HistoryStore } from '../store/history-store.ts'
import type { RetentionKeeper } from '../store/retention-keeper.ts'
import type { Retention, StateStore } from '../store/state-store.ts'
import type { Engine } from './engine.ts'

const SNAPSHOT = 'engine'
/** Between two writes of read positions, of what was learned, and of incidents that changed. */
const POSITIONS_EVERY: Milliseconds = 5 * SECOND
const LEARNED_EVERY: Milliseconds = MINUTE
const INCIDENTS_EVERY: Milliseconds = SECOND
/** Metrics whose baselines the audit log tells each minute. */
const AUDITED = ['requests', 'errors', 'bytes', 'clients', 'not-found', 'latency'] as const

export interface RunMemoryOptions {
  readonly folder: string
  readonly clock: Clock
  readonly log: Logger
  readonly retention: () => Retention
  /** The state file was lost in use, and what is known here was written to a new one. */
  readonly onRebuilt: () => void
}

interface Parts {
  readonly state: StateStore
  readonly history: HistoryStore
  readonly file: AuditFile
  readonly trail: AuditTrail
  readonly keeper: RetentionKeeper
}

/** What is read now, as far as it must be known after a restart. */
export interface Reading {
  positions(): ReadPosition[]
}

/** All that `run` writes down: what was decided and learned, how far it read, what happened. Nothing that the disk does stops detection. */
export class RunMemory {
  /** The state file could not be trusted and was set aside: what it held is to be found elsewhere. */
  readonly isRebuilt: boolean
  readonly remembered: Remembered
  readonly positions: readonly ReadPosition[]
  readonly store: StateStore
  readonly history: HistoryStore
  readonly #parts: Parts
  readonly #options: RunMemoryOptions
  readonly #troubles: Map<string, string>
  readonly #incidents = new Map<string, Incident>()
  #engine: Engine | null = null
  #reading: Reading | null = null
  #cancels: (() => void)[] = []

  private constructor(parts: Parts, options: RunMemoryOptions, troubles: Map<string, string>) {
    this.#parts = parts
    this.#options = options
    this.#troubles = troubles
    this.store = parts.state
    this.history = parts.history
    this.isRebuilt = troubles.has('state quarantined')
    this.remembered = parts.state.remembered()
    this.positions = parts.state.positions.list()
    this.#closeOld()
  }

  /** Loads the database and opens both files. Throws StateError when another process holds one. */
  static async open(options: RunMemoryOptions): Promise<RunMemory> {
    const [{ StateStore }, { HistoryStore }, { AuditFile }, { AuditTrail }, { RetentionKeeper }] = await Promise.all([
      import('../store/state-store.ts'),
      import('../store/history-store.ts'),
      import('../store/audit-file.ts'),
      import('../store/audit-trail.ts'),
      import('../store/retention-keeper.ts'),
    ])
    const { folder, clock, log, retention } = options
    const troubles = new Map<string, string>()
    let memory: RunMemory | null = null
    const onTrouble = (trouble: StoreTrouble): void => {
      note(troubles, trouble, log)
      if (trouble.kind === 'quarantined' && trouble.store === 'state' && memory !== null) {
        memory.writeAgain()
        options.onRebuilt()
      }
    }
    const state = await StateStore.open(folder, { clock, onTrouble })
    const history = await HistoryStore.open(folder, { clock, onTrouble })
    const file = new AuditFile({
      path: join(folder, 'audit.jsonl'),
      clock,
      onTrouble: (error) => log.error(`the audit log is not written: ${error.message}; detection goes on`),
    })
    const trail = new AuditTrail({ clock, file, state })
    const keeper = new RetentionKeeper(clock, [(now) => state.prune(now, retention()), (now) => history.prune(now)])
    memory = new RunMemory({ state, history, file, trail, keeper }, options, troubles)
    return memory
  }

  /** What keeps it from being written; null while all is well. */
  get trouble(): string | null {
    return [...this.#troubles.values()][0] ?? null
  }

  /** What was learned before, as plain data; undefined when nothing is there. */
  learned(): unknown {
    const stored = this.#parts.state.snapshots.get(SNAPSHOT)
    try {
      return stored && JSON.parse(stored.json)
    } catch {
      return undefined
    }
  }

  /** From here on it is written how the engine and the reading stand. */
  start(engine: Engine, reading: Reading): void {
    this.#engine = engine
    this.#reading = reading
    this.#parts.keeper.start()
    this.#parts.state.positions.put(reading.positions())
    this.#saveLearned()
    this.#each(POSITIONS_EVERY, () => this.#parts.state.positions.put(reading.positions()))
    this.#each(LEARNED_EVERY, () => this.#saveLearned())
    this.#each(INCIDENTS_EVERY, () => this.#saveIncidents())
  }

  /** On disk, as far as the disk takes it, before it returns. */
  change(change: RememberedChange): void {
    this.#parts.state.apply(change)
  }

  record(facts: AuditFacts): void {
    this.#parts.trail.record(facts)
  }

  see(event: EngineEvent, isEnforced: boolean): void {
    if (event.type === 'ban') this.record({ type: 'ban', ban: event.ban, effect: isEnforced ? 'ordered' : 'observing' })
    else if (event.type === 'unban') this.record({ type: 'unban', lift: event.lift })
    else {
      const { incident } = event
      const isKnown = this.#incidents.has(incident.id) || this.#parts.state.incidents.get(incident.id) !== undefined
      const type =
        incident.state === 'resolved' ? 'incident-resolved' : isKnown ? 'incident-changed' : 'incident-opened'
      this.record({ type, incident })
      this.#incidents.set(incident.id, incident)
    }
  }

  tick(tick: TickSummary, engine: Engine): void {
    if (tick.second % 60 !== 59 || engine.isPriming) return
    const { brain } = engine
    const baselines = AUDITED.flatMap((metric) => {
      const baseline = brain.baseline(metric)
      return baseline === null ? [] : [{ metric, ...pick(baseline) }]
    })
    if (baselines.length > 0) this.record({ type: 'baseline', baselines })
  }

  /** After the state file was lost in use: all that is known is written once more. */
  writeAgain(): void {
    if (this.#engine === null) return
    this.#parts.state.replace(this.#engine.brain.orders.remembered())
    this.#saveLearned()
  }

  /** Takes an address that the engine has forgotten out of all files. What a disk does not let happen is told. */
  forget(address: string): Omit<ForgottenView, 'lifted'> {
    const { state, file, trail } = this.#parts
    trail.flush()
    this.#saveIncidents()
    this.#saveLearned()
    const troubles: string[] = []
    let lines = 0
    for (const path of file.paths) {
      try {
        lines += forgetInAuditFile(path, address)
      } catch (error) {
        troubles.push(`${path} may hold it still: ${(error as Error).message}`)
      }
    }
    const rows = state.forget(address)
    if (rows === null)
      troubles.push('state.db holds it still: the disk does not take it now; it is done as soon as it does')
    return { ...(rows ?? { removed: 0, redacted: 0 }), audit_lines: lines, copies: state.quarantined, troubles }
  }

  close(): void {
    for (const cancel of this.#cancels) cancel()
    if (this.#reading !== null) this.#parts.state.positions.put(this.#reading.positions())
    this.#saveLearned()
    this.#saveIncidents()
    this.#parts.keeper.stop()
    this.#parts.trail.flush()
    this.#parts.state.close()
    this.#parts.history.close()
  }

  #saveLearned(): void {
    const learned = this.#engine?.learned() ?? null
    if (learned === null) return
    const json = JSON.stringify(learned)
    const at = this.#options.clock.now()
    this.#parts.state.snapshots.put({ name: SNAPSHOT, version: learned.version, at, json })
  }

  #saveIncidents(): void {
    if (this.#incidents.size === 0) return
    this.#parts.state.batch(() => {
      for (const incident of this.#incidents.values()) this.#parts.state.incidents.put(incident)
    })
    this.#incidents.clear()
  }

  /** Whoever was told of an incident that was open when the last run ended learns that nobody watched it end. */
  #closeOld(): void {
    const now = this.#options.clock.now()
    const { incidents } = this.#parts.state
    const open = incidents.open()
    this.#parts.state.batch(() => {
      for (const incident of open) incidents.put({ ...incident, state: 'resolved', resolvedAt: now } as Incident)
    })
  }

  #each(length: Milliseconds, act: () => void): void {
    const { clock } = this.#options
    const index = this.#cancels.length
    const again = (): void => {
      act()
      this.#cancels[index] = clock.after(length, again)
    }
    this.#cancels.push(clock.after(length, again))
  }
}

function pick({ mean, stddev, samples }: { mean: number; stddev: number; samples: number }) {
  return { mean, stddev, samples }
}

/** Troubles by what they are about; told once each, and taken back when all is well again. */
function note(troubles: Map<string, string>, trouble: StoreTrouble, log: Logger): void {
  const { store, kind, text } = trouble
  if (kind === 'recovered') {
    for (const other of ['unwritable', 'unreadable', 'slow']) troubles.delete(`${store} ${other}`)
    log.info(`${store}.db: ${text}`)
    return
  }
  troubles.set(`${store} ${kind}`, `${store}.db: ${text}. ${trouble.hint}`)
  log.error(`${store}.db: ${text}. ${trouble.hint}`)
}
