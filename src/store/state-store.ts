import { join } from 'node:path'
import type { Remembered, RememberedChange } from '../domain/remembered.ts'
import type { StoreTroubleListener } from '../domain/store-trouble.ts'
import type { EpochMilliseconds, Milliseconds } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import { AcknowledgementTable } from './acknowledgement-table.ts'
import { AddressMention } from './address-mention.ts'
import { AllowTable } from './allow-table.ts'
import { AuditTable } from './audit-table.ts'
import { BanTable } from './ban-table.ts'
import { DatabaseFile } from './database-file.ts'
import { type Forgotten, forgetAddress } from './forget.ts'
import { IncidentTable } from './incident-table.ts'
import { MetaTable } from './meta-table.ts'
import { OffenceTable } from './offence-table.ts'
import { OutboxTable } from './outbox-table.ts'
import { PositionTable } from './position-table.ts'
import { quarantined } from './quarantine.ts'
import { SnapshotTable } from './snapshot-table.ts'
import { loadSqlite } from './sqlite.ts'
import { STATE_MIGRATIONS } from './state-schema.ts'
import { Writer } from './writer.ts'

export interface StoreOptions {
  readonly clock: Clock
  /** May write to the store: after `quarantined` it should write again what is known. */
  readonly onTrouble: StoreTroubleListener
}

/** How long what is over is kept. */
export interface Retention {
  readonly retention: Milliseconds
  /** One offence is forgotten for each; null: never. */
  readonly decay: Milliseconds | null
}

/**
 * What must outlive the process, in `state.db`. A write returns true when it is on disk to stay, and false when it waits in memory because the
 * disk does not take it; reading shows what is on disk. Nothing that the disk does is thrown.
 */
export class StateStore {
  readonly bans: BanTable
  readonly offences: OffenceTable
  readonly incidents: IncidentTable
  readonly acknowledgements: AcknowledgementTable
  readonly allow: AllowTable
  readonly audit: AuditTable
  readonly positions: PositionTable
  readonly snapshots: SnapshotTable
  readonly meta: MetaTable
  readonly outbox: OutboxTable
  readonly #file: DatabaseFile
  readonly #writer: Writer

  private constructor(file: DatabaseFile, writer: Writer) {
    this.#file = file
    this.#writer = writer
    this.bans = new BanTable(file, writer)
    this.offences = new OffenceTable(file, writer)
    this.incidents = new IncidentTable(file, writer)
    this.acknowledgements = new AcknowledgementTable(file, writer)
    this.allow = new AllowTable(file, writer)
    this.audit = new AuditTable(file, writer)
    this.positions = new PositionTable(file, writer)
    this.snapshots = new SnapshotTable(file, writer)
    this.meta = new MetaTable(file, writer)
    this.outbox = new OutboxTable(file, writer)
  }

  /**
   * Opens or creates `state.db` in a folder that exists. `quarantined` is told before this returns when the file could not be trusted. Throws
   * StateError when another process holds it.
   */
  static async open(folder: string, { clock, onTrouble }: StoreOptions): Promise<StateStore> {
    const file = new DatabaseFile({
      path: join(folder, 'state.db'),
      sqlite: await loadSqlite(),
      migrations: STATE_MIGRATIONS,
      durability: 'full',
      now: () => clock.now(),
    })
    const writer = new Writer({ store: 'state', file, clock, onTrouble })
    writer.open()
    return new StateStore(file, writer)
  }

  /** Writes that wait in memory. */
  get pending(): number {
    return this.#writer.pending
  }

  /** What keeps it from writing at once; null while all is well. */
  get trouble(): 'unwritable' | 'slow' | null {
    return this.#writer.trouble
  }

  /** Copies of former files that could not be trusted, the oldest first: they may hold what was to be forgotten. */
  get quarantined(): readonly string[] {
    return this.#writer.read([], () => quarantined(this.#file.path))
  }

  /** What `work` writes goes to disk in one transaction when it ends; reads inside it do not see it yet. */
  batch(work: () => void): boolean {
    return this.#writer.batch(work)
  }

  /** What was decided and is still to be known, as it stands on disk. */
  remembered(): Remembered {
    return { bans: this.bans.inForce(), offences: this.offences.every(), allow: this.allow.list() }
  }

  /** Takes on a change of it. True: on disk when it returns. */
  apply(change: RememberedChange): boolean {
    return this.batch(() => this.#apply(change))
  }

  /** Puts this in the place of all that was remembered: after a quarantine, or when it is restored from a copy. */
  replace({ bans, offences, allow }: Remembered): boolean {
    return this.batch(() => {
      this.bans.clear()
      this.offences.clear()
      this.allow.clear()
      this.bans.putAll(bans)
      for (const offence of offences) this.offences.put(offence)
      for (const entry of allow) this.allow.put(entry)
    })
  }

  /**
   * Removes every trace of an address, a source or a network from all tables, and from the file itself. What holds it in memory must forget it
   * too, or it is written again. Null: the disk does not take it now; it is done as soon as it does. Copies in quarantine stay. Throws a
   * plain Error when the text is no address.
   */
  forget(address: string): Forgotten | null {
    const mention = new AddressMention(address)
    let forgotten: Forgotten = { removed: 0, redacted: 0 }
    const isDone = this.#writer.write({
      weight: 'state',
      run: () => {
        forgotten = forgetAddress(this.#file, mention)
      },
    })
    if (!isDone) return null
    this.#writer.read(undefined, () => this.#file.checkpoint())
    return forgotten
  }

  /** Deletes up to `most` rows of each table that are older than the retention; true: there may be more. A few milliseconds a call. */
  prune(now: EpochMilliseconds, { retention, decay }: Retention, most = 500): boolean {
    const before = now - retention
    const deleted = [
      this.bans.prune(before, most),
      this.incidents.prune(before, most),
      this.acknowledgements.prune(before, most),
      this.audit.prune(before, most),
      this.offences.prune(now, decay, most),
    ]
    return deleted.some((count) => count >= most)
  }

  /** Tries to write what waits; true when nothing waits any more. */
  flush(): boolean {
    return this.#writer.flush()
  }

  /** Writes what waits, as far as it can be written, and lets the file go. */
  close(): void {
    this.#writer.close()
  }

  #apply(change: RememberedChange): void {
    switch (change.type) {
      case 'put': {
        const { ban } = change
        this.bans.put(ban)
        if (ban.offence > 0) this.offences.put({ address: ban.address, count: ban.offence, since: ban.at })
        return
      }
      case 'lift':
        this.bans.lift(change.lift)
        if (change.forgiven) this.offences.forgive(change.lift.ban.address)
        return
      case 'forgive':
        this.offences.forgive(change.address)
        return
      case 'review':
        this.bans.change(change.ban)
        return
      case 'shift':
        this.bans.shift(change.by)
        this.offences.shift(change.by)
        return
      case 'allow':
        this.allow.put(change.entry)
        return
      case 'disallow':
        this.allow.remove(change.entry.range)
    }
  }
}
