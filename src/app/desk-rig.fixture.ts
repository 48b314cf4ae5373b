import { defaultConfig } from '../config/defaults.ts'
import type { Config } from '../config/schema.ts'
import type { AuditFacts } from '../domain/audit.ts'
import type { ReloadOutcome } from '../domain/control.ts'
import { ManualClock } from '../lib/clock.ts'
import type { StateStore } from '../store/state-store.ts'
import { openStore } from '../store/store.fixture.ts'
import { isoTime } from '../wire/ndjson.ts'
import { Acknowledgements } from './acknowledgements.ts'
import { DaemonDesk } from './daemon-desk.ts'
import type { DeskParts } from './desk-parts.ts'
import { FakeEnforcement } from './fake-enforcement.fixture.ts'
import { FedEngine, START } from './fed-engine.fixture.ts'
import type { LogView } from './live-log.ts'
import { LiveRecord } from './live-record.ts'

export const LOG: LogView = {
  ...{ path: 'access.log', format: 'json', position: 40_000, lag: 0, lines: 200, refused: 3, lastLine: START },
}

/** A desk over an engine that is fed by lines, a store on disk, and a kernel that confirms when it is told to. */
export class DeskRig {
  /** Of the kernel and the people who wait for it; the engine has its own. */
  readonly clock = new ManualClock(START)
  readonly enforcement = new FakeEnforcement(this.clock)
  readonly fed: FedEngine
  readonly record = new LiveRecord(START, isoTime)
  readonly audited: AuditFacts[] = []
  readonly parts: DeskParts
  readonly desk: DaemonDesk
  config: Config
  logs: LogView[] = [LOG]
  lag = 0
  storeTrouble: string | null = null
  reloaded: ReloadOutcome = { outcome: 'reloaded', changed: ['allow'], needs_restart: [] }
  #applied = 0
  readonly #store: StateStore | null

  constructor(config: Partial<Config>, store: StateStore | null) {
    this.config = { ...defaultConfig, profile: 'calibrated', ...config }
    this.fed = new FedEngine({ config: this.config, onlooker: this.record })
    this.record.files.push(this.fed.tally)
    this.#store = store
    this.parts = {
      engine: this.fed.engine,
      config: () => this.config,
      record: this.record,
      store,
      acknowledged: new Acknowledgements(store?.acknowledgements ?? null),
      enforcement: this.enforcement,
      inputs: this.#inputs(),
      audit: (facts) => this.audited.push(facts),
      storeTrouble: () => this.storeTrouble,
      forget: (address) => this.#forget(address),
      lines: () => ({ lines: 200, refused: 3 }),
      reload: async () => this.reloaded,
      clock: { now: () => this.fed.wall, after: (delay, callback) => this.clock.after(delay, callback) },
      started: START - 60_000,
      version: '0.0.0',
    }
    this.desk = new DaemonDesk(this.parts)
  }

  static async open(config: Partial<Config> = {}): Promise<DeskRig> {
    return new DeskRig(config, (await openStore()).store)
  }

  /** What the engine told goes to the store. */
  write(): void {
    for (const change of this.fed.changes.slice(this.#applied)) this.#store?.apply(change)
    this.#applied = this.fed.changes.length
    for (const event of this.fed.events) if (event.type === 'incident') this.#store?.incidents.put(event.incident)
  }

  /** What people ordered, as the audit log has it. */
  orders(): string[] {
    return this.audited.flatMap((facts) =>
      facts.type === 'operator' ? [`${facts.author}: ${facts.action} ${facts.target} (${facts.reason})`] : [],
    )
  }

  #forget(address: string) {
    const forgotten = this.#store?.forget(address) ?? null
    return forgotten && { ...forgotten, audit_lines: 0, copies: [], troubles: [] }
  }

  #inputs() {
    const rig = this
    return {
      files: () => rig.logs,
      get lag() {
        return rig.lag
      },
      read: 40_000,
    }
  }
}
