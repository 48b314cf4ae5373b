import type { Config } from '../config/schema.ts'
import type { Ban } from '../domain/ban.ts'
import type { EnforcementStatus } from '../domain/enforcement.ts'
import type { Outbox } from '../domain/outbox.ts'
import type { EngineEvent } from '../domain/ports.ts'
import type { SourceText } from '../domain/source.ts'
import type { EpochMilliseconds, Milliseconds } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import { formatDuration } from '../lib/duration.ts'
import { escapeText } from '../lib/escape-text.ts'
import type { Logger } from '../lib/logger.ts'
import { Announcer, type Channel } from '../notify/announcer.ts'
import { MemoryOutbox } from '../notify/memory-outbox.ts'
import { createNotifier } from '../notify/registry.ts'
import type { ResolveHost } from '../notify/resolve-host.ts'
import { newThread } from '../notify/thread.ts'
import type { Wording } from '../wire/words.ts'
import { notifySurroundings } from './notify-surroundings.ts'

export interface RunNotifyOptions {
  readonly config: Config
  readonly clock: Clock
  readonly log: Logger
  readonly wording: Wording
  /** null: nothing is stored, and what waits is lost when the process ends. */
  readonly outbox: Outbox | null
  /** For the metrics: `failed` is an attempt, `dropped` a message that is given up. */
  readonly onResult?: (channel: string, result: 'sent' | 'failed' | 'dropped') => void
  readonly resolve?: ResolveHost
}

/** The last ban that threads were told of. */
interface Cursor {
  readonly id: string
  readonly at: EpochMilliseconds
}

const CURSOR = 'cursor'
const ENFORCEMENT = 'enforcement'
const LONGEST_ERROR = 500

/** Tells people what happens in a run, by the channels of the configuration. Nothing that a channel does is thrown. */
export class RunNotify {
  readonly #options: RunNotifyOptions
  readonly #outbox: Outbox
  #config: Config
  #announcer: Announcer

  constructor(options: RunNotifyOptions) {
    this.#options = options
    this.#config = options.config
    this.#outbox = options.outbox ?? new MemoryOutbox()
    this.#announcer = this.#announce(true)
  }

  /** Told when it is on disk, and before anything else is: incidents and bans as the engine tells them. */
  see(event: EngineEvent): void {
    if (!this.#isWanted) return
    const { book } = this.#announcer
    const now = this.#options.clock.now()
    if (event.type === 'incident') book.incident(event.incident, now)
    else if (event.type === 'unban') book.lift(event.lift)
    else this.#ban(event.ban, now)
  }

  /** The firewall confirmed the ban of this address. */
  inForce(address: SourceText): void {
    this.#announcer.book.inForce(address)
  }

  /** The firewall refuses it; it is tried again. */
  refused(address: SourceText): void {
    this.#announcer.book.refused(address)
  }

  /** `author`: who did it; null: the configuration that was read again. */
  modeChanged(from: string, to: string, author: string | null): void {
    if (!this.#isWanted || from === to) return
    const now = this.#options.clock.now()
    const by = author === null ? 'by the configuration' : `by ${escapeText(author)}`
    this.#announcer.book.note(
      newThread({
        ...{ id: `mode-${now}`, kind: 'mode', state: 'note', severity: 2, opened: now, since: now },
        title: `Enforcement was changed from ${from} to ${to}`,
        happened: `The way to enforce bans was changed from ${from} to ${to}, ${by}.`,
        done:
          to === 'off'
            ? `Breakwater only observes from now on: nobody is blocked. Set enforce: ${from} and reload to go back.`
            : `Bans are enforced by ${to} from now on. Set enforce: ${from} and reload to go back.`,
      }),
    )
  }

  /** Enforcement went down or came up again. */
  enforcementChanged({ state, mode, error }: Pick<EnforcementStatus, 'state' | 'mode' | 'error'>): void {
    if (!this.#isWanted) return
    const now = this.#options.clock.now()
    const open = this.#announcer.book.threads.get(ENFORCEMENT)
    const isDown = state === 'down'
    if (!isDown && open?.state !== 'firing') return
    this.#announcer.book.note(
      newThread({
        ...{ id: ENFORCEMENT, kind: 'enforcement', severity: 5, opened: now },
        state: isDown ? 'firing' : 'resolved',
        since: open?.state === 'firing' ? open.since : now,
        ended: isDown ? null : now,
        title: 'Failure of enforcement',
        happened: isDown
          ? `${mode} does not do what it is told: ${escapeText(error ?? 'it does not say why', LONGEST_ERROR)}`
          : `${mode} works again.`,
        done: isDown
          ? 'Bans are decided, but nothing new is blocked; it is tried again. Detection goes on.'
          : 'All bans in force were handed to it again.',
        undo: isDown ? ['breakwater doctor'] : [],
      }),
    )
  }

  /** Bans in force at the start, in the order in which they were made: what the last run had no time to tell is told now. */
  catchUp(bans: readonly Ban[]): void {
    const stored = this.#outbox.notes().get(CURSOR)
    const cursor = stored === undefined ? undefined : readCursor(stored)
    const index = bans.findIndex(({ id }) => id === cursor?.id)
    const now = this.#options.clock.now()
    if (cursor !== undefined && this.#isWanted)
      for (const [at, ban] of bans.entries()) if (index >= 0 ? at > index : ban.at > cursor.at) this.#ban(ban, now)
    this.#moveCursor(bans.at(-1) ?? cursor ?? { id: '', at: 0 })
    this.#announcer.flush()
  }

  /** Around the removal of an address from the store: what waits is stored before, and read again after. */
  forgetting<T>(work: () => T): T {
    this.#announcer.flush()
    const result = work()
    this.#announcer.readAgain()
    return result
  }

  /** After the store was set aside as damaged: what waits is stored in the new one. */
  writeAgain(): void {
    this.#announcer.writeAgain()
  }

  /** Other channels, or the same ones with other options; what waits for a channel that stays is kept. */
  async reload(config: Config): Promise<void> {
    const isSame = JSON.stringify(config.notify) === JSON.stringify(this.#config.notify)
    this.#config = config
    if (!isSame) await this.#restart()
  }

  /** By channel: threads that wait, and failures in a row. */
  status(): ReturnType<Announcer['status']> {
    return this.#announcer.status()
  }

  /** Waits for what is under way; what was not delivered stays in the outbox. */
  close(): Promise<void> {
    return this.#announcer.close()
  }

  get #isWanted(): boolean {
    return this.#config.notify.channels.length > 0
  }

  #ban(ban: Ban, now: EpochMilliseconds): void {
    this.#moveCursor(ban)
    this.#announcer.book.ban(ban, this.#config.enforce !== 'off', now)
  }

  #moveCursor({ id, at }: Cursor): void {
    this.#announcer.note(CURSOR, JSON.stringify({ id, at }))
  }

  async #restart(): Promise<void> {
    await this.#announcer.close()
    this.#announcer = this.#announce(false)
  }

  #announce(isRestart: boolean): Announcer {
    const { clock, log, wording, onResult = () => {}, resolve } = this.#options
    const failing = new Set<string>()
    return new Announcer({
      channels: this.#config.notify.channels.map((channel): Channel => {
        return { rules: channel, notifier: createNotifier(channel, { clock, ...(resolve && { resolve }) }) }
      }),
      ...{ outbox: this.#outbox, clock, isRestart },
      around: notifySurroundings(() => this.#config, wording),
      listener: {
        sent: (channel) => {
          if (failing.delete(channel)) log.info(`notify ${channel}: messages are delivered again`)
          onResult(channel, 'sent')
        },
        failed: (channel, why, wait, failures) => {
          failing.add(channel)
          if (failures === 1) log.warn(`notify ${channel}: ${why}; it is tried again in ${seconds(wait)}`)
          onResult(channel, 'failed')
        },
        dropped: (channel, why) => {
          log.error(`notify ${channel}: a message is given up: ${why}. Try it with breakwater notify test ${channel}`)
          onResult(channel, 'dropped')
        },
      },
    })
  }
}

function readCursor(json: string): Cursor | undefined {
  try {
    return JSON.parse(json) as Cursor
  } catch {
    return undefined
  }
}

function seconds(wait: Milliseconds): string {
  return formatDuration(Math.ceil(wait / 1_000) * 1_000)
}
