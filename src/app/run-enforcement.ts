import type { Config } from '../config/schema.ts'
import type { AuditFacts } from '../domain/audit.ts'
import type { EnforcementMode, EnforcementStatus } from '../domain/enforcement.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import type { SourceText } from '../domain/source.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import { createEnforcer } from '../edge/enforce/registry.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { containerBridges, isInContainer } from './container-signs.ts'
import { countedEnforcer } from './counted-enforcer.ts'
import { EnforcementDesk } from './enforcement-desk.ts'
import type { Engine } from './engine.ts'
import { LeakPoll } from './leak-poll.ts'
import { PanicMark } from './panic-mark.ts'

export interface RunEnforcementOptions {
  readonly config: Config
  readonly stateFolder: string
  readonly engine: Engine
  readonly clock: Clock
  readonly log: Logger
  /** Addresses come from a header: what connects is a proxy. */
  readonly isBehindProxy: () => boolean
  readonly record: (facts: AuditFacts) => void
  /** The enforcer confirmed a ban that has just been made. */
  readonly onInForce: (address: SourceText, at: EpochMilliseconds) => void
  /** The enforcer refuses it, or it gave way to others. */
  readonly onRefused: (address: SourceText) => void
  /** Enforcement went down or came up. */
  readonly onChanged: (status: EnforcementStatus) => void
  /** A call of the firewall failed. */
  readonly onFailure: (backend: EnforcementMode, op: 'apply' | 'read' | 'purge') => void
}

/** Enforcement of a run: what becomes of bans is told and recorded, and requests that come through all the same are found. */
export class RunEnforcement {
  readonly desk: EnforcementDesk
  readonly #leaks: LeakPoll

  constructor(options: RunEnforcementOptions) {
    const { config, stateFolder, engine, clock, log, isBehindProxy, record } = options
    const { onInForce, onRefused, onChanged, onFailure } = options
    const { ledger } = engine.brain
    const mark = new PanicMark(stateFolder)
    const desk = () => this.desk
    const surroundings = {
      // A reload may change it.
      get mode() {
        return desk().mode
      },
      get isBehindProxy() {
        return isBehindProxy()
      },
      isContainer: isInContainer() || containerBridges().length > 0,
    }
    this.#leaks = new LeakPoll({
      surroundings,
      totalOf: (source) => engine.window.totalOf(source),
      ban: (address) => ledger.get(address),
      onLeak: (finding, requests) => {
        this.desk.leaked += requests
        engine.brain.report(finding)
      },
    })
    this.desk = new EnforcementDesk({
      config,
      clock,
      bans: () => ledger.bans(),
      halted: () => mark.why(),
      onTrouble: (error) => log.warn(error.message),
      create: (...wanted) => countedEnforcer(createEnforcer(...wanted), onFailure),
      listener: {
        inForce: (address, at) => {
          this.#leaks.confirmed(address, at)
          const ban = ledger.get(address)
          if (ban !== undefined) record({ type: 'ban', ban, effect: 'in-force' })
          onInForce(address, at)
        },
        released: (address) => this.#leaks.ended(address),
        refused: (address, why) => {
          log.error(`${address} is not blocked: ${why}; it is tried again`)
          onRefused(address)
        },
        evicted: (address) => {
          log.warn(`${address} is not blocked any more: there are more bans than are to be held`)
          onRefused(address)
        },
        changed: (status) => {
          tellChange(status, log, record)
          onChanged(status)
        },
        repaired: (bans) => {
          log.warn(`${bans} bans had gone from the firewall and were put back: does another program flush it?`)
          record({ type: 'enforcer-repaired', enforcer: this.desk.mode, restored: bans })
        },
      },
    })
  }

  /** Rows of a batch that the window has counted. */
  records(batch: RecordBatch, from: number, to: number): void {
    this.#leaks.see(batch, from, to)
  }

  /** A second is sealed. */
  tick(now: EpochMilliseconds): void {
    this.#leaks.look(now)
  }
}

function tellChange({ state, mode, error }: EnforcementStatus, log: Logger, record: (facts: AuditFacts) => void): void {
  if (state === 'down') {
    log.error(`ENFORCEMENT DOWN, nothing new is blocked: ${error}`)
    record({ type: 'enforcer-failed', enforcer: mode, error: error ?? '' })
  } else if (state === 'up') {
    log.info(`${mode} works: bans are enforced`)
    record({ type: 'enforcer-repaired', enforcer: mode, restored: 0 })
  }
}
