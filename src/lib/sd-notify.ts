import type { Clock } from './clock.ts'
import { type CommandOptions, runCommand } from './run-command.ts'

export interface SdNotifyOptions {
  /** What systemd told: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Pick<Clock, 'after'>
  /** Told once when systemd cannot be. */
  readonly onTrouble: (error: Error) => void
  readonly run?: (command: readonly string[], options: CommandOptions) => Promise<string>
}

/** Microseconds in a millisecond. */
const MICRO = 1_000

/**
 * Tells systemd that the service is ready, alive or stopping: sd_notify(3). Node has no datagrams of Unix sockets, so that systemd-notify is run,
 * which takes NotifyAccess=all in the unit. Does nothing where systemd does not ask.
 */
export class SdNotify {
  readonly #options: SdNotifyOptions
  readonly #socket: string | undefined
  /** Milliseconds; null: nobody watches. */
  readonly #every: number | null
  #isAlive = false
  #hasTrouble = false
  #cancel = () => {}
  #last: Promise<void> = Promise.resolve()

  constructor(options: SdNotifyOptions) {
    this.#options = options
    const { NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID } = options.environment
    this.#socket = NOTIFY_SOCKET || undefined
    const limit = Number(WATCHDOG_USEC)
    const isMeant = WATCHDOG_PID === undefined || WATCHDOG_PID === String(process.pid)
    this.#every = isMeant && limit > 0 ? limit / MICRO / 2 : null
  }

  /** It does its work from here on: the watchdog begins. `status`: one line for `systemctl status`. */
  ready(status: string): void {
    if (this.#socket === undefined) return
    this.#tell('READY=1', `STATUS=${status.replace(/[\n\r]/g, ' ')}`)
    this.#watch()
  }

  /** Its work went on. Costs nothing; to be called much more often than the watchdog looks. */
  alive(): void {
    this.#isAlive = true
  }

  /** Resolves when systemd knows, or could not be told. */
  async stopping(): Promise<void> {
    this.#cancel()
    if (this.#socket === undefined) return
    this.#tell('STOPPING=1')
    await this.#last
  }

  /** At half the time that systemd allows; silent when nothing went on since the last look, so that it acts. */
  #watch(): void {
    if (this.#every === null) return
    this.#cancel = this.#options.clock.after(this.#every, () => {
      if (this.#isAlive) this.#tell('WATCHDOG=1')
      this.#isAlive = false
      this.#watch()
    })
  }

  /** In order, one after another. */
  #tell(...assignments: readonly string[]): void {
    const { run = runCommand } = this.#options
    const environment = { NOTIFY_SOCKET: this.#socket! }
    this.#last = this.#last
      .then(() => run(['systemd-notify', ...assignments], { environment }))
      .then(
        () => {},
        (error: Error) => {
          if (!this.#hasTrouble) this.#options.onTrouble(error)
          this.#hasTrouble = true
        },
      )
  }
}
