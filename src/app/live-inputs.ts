import { readStream } from '../edge/source/stream.ts'
import { isSyslog } from '../edge/source/syslog-address.ts'
import type { SyslogStatus } from '../edge/source/syslog-udp.ts'
import type { CidrSet } from '../lib/cidr-set.ts'
import type { Logger } from '../lib/logger.ts'
import { LiveLog } from './live-log.ts'
import { LiveReading, type LiveReadingOptions } from './live-reading.ts'
import { LiveSyslog } from './live-syslog.ts'
import { type ChosenLog, isFile } from './log-choice.ts'

export interface LiveInputsOptions extends Omit<LiveReadingOptions, 'logs' | 'resume' | 'onTurn'> {
  readonly sockets: readonly LiveSyslog[]
  /** Called after each look at the files; `caughtUp`: all that was written is read. */
  readonly onTurn: (caughtUp: boolean, inputs: LiveInputs) => void
}

/** Takes the ports of all `syslog:` logs, or none. Throws UsageError and SourceError. */
export async function openSockets(logs: readonly ChosenLog[], log: Logger): Promise<LiveSyslog[]> {
  const opened: LiveSyslog[] = []
  try {
    for (const { path } of logs) if (isSyslog(path)) opened.push(await LiveSyslog.open(path, log))
  } catch (error) {
    for (const socket of opened) socket.close()
    throw error
  }
  return opened
}

/** All that lines come from: files as they are written, datagrams, standard input. */
export class LiveInputs {
  #options: LiveInputsOptions
  #reading: LiveReading
  #sockets: LiveSyslog[]
  #logs: readonly ChosenLog[]
  #change: Promise<void> = Promise.resolve()

  constructor(logs: readonly ChosenLog[], options: LiveInputsOptions) {
    this.#options = options
    this.#logs = logs
    this.#sockets = [...options.sockets]
    this.#reading = this.#read(options.from, [])
    for (const socket of this.#sockets) socket.read(this.#formatOf(socket.path), options)
  }

  /** Bytes written to files and not read. */
  get lag(): number {
    return this.#reading.lag
  }

  /** Bytes read so far. */
  get read(): number {
    return this.#sockets.reduce((sum, socket) => sum + socket.status().bytes, this.#reading.read)
  }

  /** How each `syslog:` log does. */
  get syslog(): { readonly path: string; readonly status: SyslogStatus }[] {
    return this.#sockets.map((socket) => ({ path: socket.path, status: socket.status() }))
  }

  /** Reads standard input to its end if it is among the logs; false at once when it is not. */
  async readStandardInput(): Promise<boolean> {
    const input = this.#logs.find(({ path }) => path === '-')
    if (input === undefined) return false
    const { tallyOf, sink, clock, log, trusted } = this.#options
    const live = new LiveLog('-', input.format, tallyOf('-'), sink, () => clock.now(), log, trusted)
    await readStream(process.stdin, live.reader, () => live.announce())
    return true
  }

  /** Goes over to other logs: files and ports that stay are read on without a gap. One change after another. */
  replace(logs: readonly ChosenLog[], trusted: CidrSet): Promise<void> {
    this.#change = this.#change.then(() => {
      this.#options = { ...this.#options, trusted }
      return this.#replace(logs)
    })
    return this.#change
  }

  /** Reads what is there to its end, for a clean stop. */
  drain(): void {
    this.#reading.drain()
    for (const socket of this.#sockets) socket.flush()
  }

  close(): void {
    this.#reading.close()
    for (const socket of this.#sockets) socket.close()
  }

  async #replace(logs: readonly ChosenLog[]): Promise<void> {
    const { log } = this.#options
    const formats = new Map(this.#sockets.map(({ path }) => [path, this.#formatOf(path)]))
    this.#reading.drain()
    const { identities } = this.#reading
    this.#reading.close()
    this.#logs = logs
    this.#reading = this.#read('end', identities)
    for (const socket of this.#sockets) if (!logs.some(({ path }) => path === socket.path)) socket.close()
    this.#sockets = this.#sockets.filter((socket) => logs.some(({ path }) => path === socket.path))
    for (const wanted of logs.filter(({ path }) => isSyslog(path))) {
      const known = this.#sockets.find(({ path }) => path === wanted.path)
      if (known !== undefined && formats.get(known.path) === wanted.format) continue
      try {
        const socket = known ?? (await LiveSyslog.open(wanted.path, log))
        if (known === undefined) this.#sockets.push(socket)
        socket.read(wanted.format, this.#options)
      } catch (error) {
        log.error(`${wanted.path} is not read: ${(error as Error).message}; the other logs are`)
      }
    }
  }

  #read(from: 'start' | 'end', resume: LiveReading['identities']): LiveReading {
    return new LiveReading({
      ...this.#options,
      logs: this.#logs.filter(isFile),
      from,
      resume,
      onTurn: (caughtUp) => this.#options.onTurn(caughtUp, this),
    })
  }

  #formatOf(path: string): string {
    return this.#logs.find((log) => log.path === path)?.format ?? 'auto'
  }
}
