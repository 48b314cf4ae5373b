import type { FileTally } from '../domain/file-tally.ts'
import type { BatchSink } from '../domain/ports.ts'
import { MINUTE, SECOND } from '../domain/units.ts'
import { isLoopback, parseSyslogAddress } from '../edge/source/syslog-address.ts'
import { type SyslogStatus, SyslogUdp, WANTED_BUFFER } from '../edge/source/syslog-udp.ts'
import type { CidrSet } from '../lib/cidr-set.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { LiveLog } from './live-log.ts'

/** Characters of a tag that are shown. */
const SHOWN = 48

export interface LiveSyslogOptions {
  readonly sink: BatchSink
  readonly tallyOf: (path: string) => FileTally
  readonly clock: Clock
  readonly log: Logger
  /** Proxies that are believed when they say who the client is. */
  readonly trusted?: CidrSet
}

/** One `syslog:` log: a reader for each sender and tag, and word of what gets lost on the way. */
export class LiveSyslog {
  readonly path: string
  readonly #udp: SyslogUdp
  readonly #log: Logger
  #told: SyslogStatus
  #cancel: () => void = () => {}

  private constructor(path: string, udp: SyslogUdp, log: Logger) {
    this.path = path
    this.#udp = udp
    this.#log = log
    this.#told = udp.status()
  }

  /** Takes the port; lines are counted from `read` on. Throws UsageError and SourceError. */
  static async open(path: string, log: Logger): Promise<LiveSyslog> {
    return new LiveSyslog(path, await SyslogUdp.bind(parseSyslogAddress(path)), log)
  }

  /** Reads lines of `format` from here on. */
  read(format: string, { sink, tallyOf, clock, log, trusted }: LiveSyslogOptions): void {
    this.#introduce()
    const logs: LiveLog[] = []
    this.#udp.read({
      sinkFor: (sender, tag) => {
        const name = tag === '' ? '' : `, tag ${tag.length > SHOWN ? `${tag.slice(0, SHOWN)}…` : tag}`
        const from = sender === '' ? 'other senders and tags' : `from ${sender}${name}`
        const made = new LiveLog(
          `${this.path} (${from})`,
          format,
          tallyOf(this.path),
          sink,
          () => clock.now(),
          log,
          trusted,
        )
        logs.push(made)
        return made.reader
      },
      afterLines() {
        for (const each of logs) each.announce()
      },
    })
    this.#watch(clock)
  }

  status(): SyslogStatus {
    return this.#udp.status()
  }

  /** Hands on what has arrived. */
  flush(): void {
    this.#udp.flush()
  }

  close(): void {
    this.#cancel()
    this.#udp.close()
  }

  #introduce(): void {
    const { host, port } = this.#udp.address
    const { buffer } = this.status()
    const small = buffer < WANTED_BUFFER ? `, of ${kib(WANTED_BUFFER)} wanted` : ''
    this.#log.info(`${this.path}: syslog datagrams are received at ${host} port ${port}; buffer ${kib(buffer)}${small}`)
    if (!isLoopback(host))
      this.#log.warn(
        `${this.path}: whoever can send a datagram to ${host} can forge lines, and have any address banned: let a firewall pass your own servers only, or listen on 127.0.0.1`,
      )
  }

  /** Looks each second, and tells once a minute at most. */
  #watch(clock: Clock): void {
    this.#cancel()
    const isTold = this.#tell()
    this.#cancel = clock.after(isTold ? MINUTE : SECOND, () => this.#watch(clock))
  }

  #tell(): boolean {
    const { path } = this
    const now = this.status()
    const dropped = (now.drops ?? 0) - (this.#told.drops ?? 0)
    const refused = now.refused - this.#told.refused
    const cut = now.cut - this.#told.cut
    this.#told = now
    if (dropped > 0)
      this.#log.error(
        `${path}: the kernel dropped ${dropped} datagrams (${now.drops} since the start): these lines are not counted. ${dropAdvice(now.buffer)}`,
      )
    if (refused > 0)
      this.#log.warn(
        `${path}: ${refused} datagrams were refused: no message, or a line break in it, which could forge a line. Use escape=json or escape=default in log_format`,
      )
    if (cut > 0)
      this.#log.warn(
        `${path}: ${cut} messages end in the middle (truncated) and are refused where the rest is needed. Shorten log_format or leave the user agent out; in HAProxy raise len: log 127.0.0.1:5140 len 8192 local0`,
      )
    return dropped > 0 || refused > 0 || cut > 0
  }
}

function dropAdvice(buffer: number): string {
  return buffer < WANTED_BUFFER
    ? `The buffer is ${kib(buffer)}: sysctl -w net.core.rmem_max=${WANTED_BUFFER}, put it in /etc/sysctl.d, and start breakwater again`
    : 'They came faster than one process reads: let the server write to a file and name that'
}

function kib(bytes: number): string {
  return `${Math.round(bytes / 1_024)} KiB`
}
