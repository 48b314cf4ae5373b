import { MINUTE, SECOND } from '../domain/units.ts'
import { isLoopback, parseSyslogAddress } from '../edge/source/syslog-address.ts'
import { type SyslogStatus, SyslogUdp, WANTED_BUFFER } from '../edge/source/syslog-udp.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import type { LiveLog } from './live-log.ts'

/** Characters of a tag that are shown. */
const SHOWN = 48

/** Gives the log that the lines of one sender and tag belong to, under a name that is told. */
export type LogFor = (name: string) => LiveLog

/** One `syslog:` log: a reader for each sender and tag, and word of what gets lost on the way. */
export class LiveSyslog {
  readonly path: string
  readonly #udp: SyslogUdp
  readonly #log: Logger
  readonly #clock: Clock
  /** What was told of losses, and in the line of the minute. */
  #told: SyslogStatus
  #minute: SyslogStatus
  #quietUntil = Number.NEGATIVE_INFINITY
  #minuteEnds = 0
  #isRead = false
  #cancel: () => void = () => {}

  private constructor(path: string, udp: SyslogUdp, clock: Clock, log: Logger) {
    this.path = path
    this.#udp = udp
    this.#clock = clock
    this.#log = log
    this.#told = this.#minute = udp.status()
  }

  /** Takes the port; what arrives waits for `read`. Throws UsageError and SourceError. */
  static async open(path: string, clock: Clock, log: Logger): Promise<LiveSyslog> {
    return new LiveSyslog(path, await SyslogUdp.bind(parseSyslogAddress(path)), clock, log)
  }

  /** Has lines read by logs of `logFor` from here on, in place of those before. */
  read(logFor: LogFor): void {
    if (!this.#isRead) this.#introduce()
    const logs: LiveLog[] = []
    this.#udp.read({
      sinkFor: (sender, tag) => {
        const made = logFor(`${this.path} (${nameOf(sender, tag)})`)
        logs.push(made)
        return made.reader
      },
      afterLines() {
        for (const each of logs) each.announce()
      },
    })
  }

  /** Bytes read so far. */
  get bytes(): number {
    return this.#udp.bytes
  }

  status(): SyslogStatus {
    return this.#udp.status()
  }

  /** Hands on what has arrived. */
  flush(): void {
    this.#udp.flush()
  }

  /** Tells losses that were not told yet. */
  close(): void {
    this.#cancel()
    this.#tellLosses(this.status())
    this.#udp.close()
  }

  #introduce(): void {
    this.#isRead = true
    const { host, port } = this.#udp.address
    const { buffer } = this.status()
    const small = buffer < WANTED_BUFFER ? `, of ${kib(WANTED_BUFFER)} wanted` : ''
    this.#log.info(`${this.path}: syslog datagrams are received at ${host} port ${port}; buffer ${kib(buffer)}${small}`)
    if (!isLoopback(host))
      this.#log.warn(
        `${this.path}: whoever can send a datagram to ${host} can forge lines, and have any address banned: let a firewall pass your own servers only, or listen on 127.0.0.1`,
      )
    this.#minuteEnds = this.#clock.now() + MINUTE
    this.#watch()
  }

  /** Looks each second. Losses are told at once, but once a minute at most; how it goes once a minute. */
  #watch(): void {
    const now = this.#clock.now()
    const status = this.status()
    if (now >= this.#quietUntil && this.#tellLosses(status)) this.#quietUntil = now + MINUTE
    if (now >= this.#minuteEnds) {
      this.#minuteEnds = now + MINUTE
      const last = since(this.#minute, status)
      this.#minute = status
      this.#log.info(
        `${this.path}: ${last.received} datagrams in the last minute, ${last.refused} refused, ${last.cut} cut, ${status.drops === null ? 'drops not known here' : `${last.drops} dropped by the kernel`}`,
      )
    }
    this.#cancel = this.#clock.after(SECOND, () => this.#watch())
  }

  #tellLosses(status: SyslogStatus): boolean {
    const { path } = this
    const { drops, refused, cut } = since(this.#told, status)
    this.#told = status
    if (drops > 0)
      this.#log.error(
        `${path}: the kernel dropped ${drops} datagrams (${status.drops} since the start): these lines are not counted. ${dropAdvice(status.buffer)}`,
      )
    if (refused > 0)
      this.#log.warn(
        `${path}: ${refused} datagrams were refused: no message, or a line break in it, which could forge a line. Use escape=json or escape=default in log_format`,
      )
    if (cut > 0)
      this.#log.warn(
        `${path}: ${cut} messages end in the middle (truncated) and are refused where the rest is needed. Shorten log_format or leave the user agent out; in HAProxy raise len: log 127.0.0.1:5140 len 8192 local0`,
      )
    return drops > 0 || refused > 0 || cut > 0
  }
}

function since(before: SyslogStatus, now: SyslogStatus) {
  return {
    received: now.received - before.received,
    refused: now.refused - before.refused,
    cut: now.cut - before.cut,
    drops: (now.drops ?? 0) - (before.drops ?? 0),
  }
}

function nameOf(sender: string, tag: string): string {
  if (sender === '') return 'other senders and tags'
  return tag === '' ? `from ${sender}` : `from ${sender}, tag ${tag.slice(0, SHOWN)}`
}

function dropAdvice(buffer: number): string {
  return buffer < WANTED_BUFFER
    ? `The buffer is ${kib(buffer)}: sysctl -w net.core.rmem_max=${WANTED_BUFFER}, put it in /etc/sysctl.d, and start breakwater again`
    : 'They came faster than one process reads: let the server write to a file and name that'
}

function kib(bytes: number): string {
  return `${Math.round(bytes / 1_024)} KiB`
}
