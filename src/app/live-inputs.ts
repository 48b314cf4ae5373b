import type { FileIdentity, ReadPosition } from '../domain/read-position.ts'
import { readStream } from '../edge/source/stream.ts'
import { isSyslog } from '../edge/source/syslog-address.ts'
import type { CidrSet } from '../lib/cidr-set.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { LiveLog, type LogView } from './live-log.ts'
import { LiveReading, type LiveReadingOptions } from './live-reading.ts'
import { LiveSyslog } from './live-syslog.ts'
import { type ChosenLog, isFile } from './log-choice.ts'

export interface LiveInputsOptions extends Omit<LiveReadingOptions, 'logs' | 'resume' | 'onTurn'> {
  readonly sockets: readonly LiveSyslog[]
  /** Called after each look at the files; `caughtUp`: all that was written is read. */
  readonly onTurn: (caughtUp: boolean, inputs: LiveInputs) => void
}

/** Takes the ports of all `syslog:` logs, or none. Throws UsageError and SourceError. */
export async function openSockets(logs: readonly ChosenLog[], clock: Clock, log: Logger): Promise<LiveSyslog[]> {
  const opened: LiveSyslog[] = []
  try {
    for (const { path } of logs) if (isSyslog(path)) opened.push(await LiveSyslog.open(path, clock, log))
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
    this.#reading = this.#read(options.from, [], options.positions)
  }

  /** Files are open and ports are taken; from here on they are read. */
  start(): void {
    this.#reading.start()
    for (const socket of this.#sockets) socket.read((name) => this.#logFor(socket.path, name))
  }

  /** Where reading of the files is. */
  get identities(): FileIdentity[] {
    return this.#reading.identities
  }

  /** Where to go on reading the files after a restart: for the store. */
  positions(): ReadPosition[] {
    return this.#reading.positions()
  }

  /** Bytes written to files and not read. */
  get lag(): number {
    return this.#reading.lag
  }

  /** Bytes read so far. */
  get read(): number {
    return this.#sockets.reduce((sum, socket) => sum + socket.bytes, this.#reading.read)
  }

  /** How each file and each sender of datagrams stands. */
  files(): LogView[] {
    return [...this.#reading.files(), ...this.#sockets.flatMap((socket) => socket.views())]
  }

  /** Reads standard input to its end if it is among the logs; false at once when it is not. */
  async readStandardInput(): Promise<boolean> {
    if (!this.#logs.some(({ path }) => path === '-')) return false
    const live = this.#logFor('-')
    await readStream(process.stdin, live.reader, () => live.announce(false))
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
    const { clock, log } = this.#options
    this.#reading.drain()
    const { identities } = this.#reading
    this.#reading.close()
    this.#logs = logs
    this.#reading = this.#read('end', identities)
    this.#reading.start()
    const before = this.#sockets
    this.#sockets = []
    for (const socket of before) {
      if (logs.some(({ path }) => path === socket.path)) this.#sockets.push(socket)
      else socket.close()
    }
    for (const { path } of logs) {
      if (!isSyslog(path) || this.#sockets.some((socket) => socket.path === path)) continue
      try {
        this.#sockets.push(await LiveSyslog.open(path, clock, log))
      } catch (error) {
        log.error(`${path} is not read: ${(error as Error).message}; the other logs are`)
      }
    }
    for (const socket of this.#sockets) socket.read((name) => this.#logFor(socket.path, name))
  }

  #read(from: 'start' | 'end', resume: FileIdentity[], positions?: readonly ReadPosition[]): LiveReading {
    const { positions: _, ...options } = this.#options
    return new LiveReading({
      ...options,
      logs: this.#logs.filter(isFile),
      from,
      resume,
      ...(positions && { positions }),
      onTurn: (caughtUp) => this.#options.onTurn(caughtUp, this),
    })
  }

  #logFor(path: string, name = path): LiveLog {
    const { tallyOf, sink, clock, log, trusted } = this.#options
    const format = this.#logs.find((each) => each.path === path)?.format ?? 'auto'
    return new LiveLog(name, format, tallyOf(path), sink, () => clock.now(), log, trusted)
  }
}
