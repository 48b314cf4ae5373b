import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { platform } from 'node:os'
import { SourceError } from '../../domain/errors.ts'
import { scanSyslog, syslogHeader } from '../../lib/syslog-header.ts'
import type { ChunkSink } from './chunk-sink.ts'
import type { SyslogAddress } from './syslog-address.ts'
import { SyslogFeed } from './syslog-feed.ts'
import { portHolder, udpRows } from './udp-table.ts'

/** Bytes of the receive buffer that are asked for; the kernel gives at most net.core.rmem_max. */
export const WANTED_BUFFER = 8 << 20
/** Bytes of datagrams that are kept until somebody reads. */
const MOST_WAITING = 8 << 20
/** Senders and tags that have a reader of their own; those that come later share one. */
const MOST_FEEDS = 16

const FEED = 0x0a
const RETURN = 0x0d

export interface SyslogTarget {
  /** Where the lines of a sender and tag go, asked once for each; both empty for those that share. The tag is hostile text. */
  sinkFor(sender: string, tag: string): ChunkSink
  /** Lines were handed on. */
  afterLines(): void
}

export interface SyslogStatus {
  /** Datagrams that arrived. */
  readonly received: number
  /** Datagrams without a message, or with a line break in it, which could forge a line: not counted as lines. */
  readonly refused: number
  /** Messages that end in the middle: JSON without its brace, or an open quote. */
  readonly cut: number
  /** Datagrams lost since the start, nearly all in the kernel; null where it does not say. */
  readonly drops: number | null
  /** Bytes of the receive buffer. */
  readonly buffer: number
}

/** Receives syslog datagrams and hands each message on as a line, those of one turn of the event loop together. */
export class SyslogUdp {
  readonly address: SyslogAddress
  readonly #socket: Socket
  #target: SyslogTarget | null = null
  #waiting: { readonly bytes: Buffer; readonly sender: string }[] = []
  #waitingBytes = 0
  /** Datagrams that there was no room to keep. */
  #lost = 0
  #feeds: SyslogFeed[] = []
  #received = 0
  #bytes = 0
  #refused = 0
  #cut = 0
  #isFlushing = false

  private constructor(socket: Socket) {
    this.#socket = socket
    const { address, port } = socket.address()
    this.address = { host: address, port }
    socket.on('message', (bytes, { address }) => this.#arrive(bytes, address))
  }

  /** Takes the port; what arrives before `read` waits, up to 8 MiB. Does not keep the process alive. Throws SourceError. */
  static async bind({ host, port }: SyslogAddress): Promise<SyslogUdp> {
    const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' })
    try {
      socket.bind({ address: host, port, exclusive: true })
      await once(socket, 'listening')
    } catch (cause) {
      throw bindError(host, port, cause as NodeJS.ErrnoException)
    }
    socket.unref()
    socket.on('error', () => {})
    try {
      socket.setRecvBufferSize(WANTED_BUFFER)
    } catch {
      // Some kernels refuse what is too much: theirs stays.
    }
    return new SyslogUdp(socket)
  }

  /** Hands lines to `target` from here on, in place of the last one. */
  read(target: SyslogTarget): void {
    this.flush()
    this.#feeds = []
    this.#target = target
    const waiting = this.#waiting
    this.#waiting = []
    this.#waitingBytes = 0
    for (const { bytes, sender } of waiting) this.#take(bytes, sender, target)
  }

  /** Bytes of the datagrams that were taken. */
  get bytes(): number {
    return this.#bytes
  }

  /** Asks the kernel: for once a second, not for each line. */
  status(): SyslogStatus {
    const { host, port } = this.address
    // Linux doubles the size for its own bookkeeping.
    const size = this.#socket.getRecvBufferSize()
    const drops = udpRows(host, port)?.[0]?.drops
    return {
      received: this.#received,
      refused: this.#refused,
      cut: this.#cut,
      drops: drops === undefined ? null : drops + this.#lost,
      buffer: platform() === 'linux' ? size / 2 : size,
    }
  }

  /** Hands on what has arrived. */
  flush(): void {
    this.#isFlushing = false
    for (const feed of this.#feeds) feed.flush()
    this.#target?.afterLines()
  }

  close(): void {
    this.flush()
    this.#target = null
    this.#feeds = []
    this.#socket.close()
  }

  #arrive(bytes: Buffer, sender: string): void {
    if (this.#target !== null) this.#take(bytes, sender, this.#target)
    else if (this.#waitingBytes + bytes.length > MOST_WAITING) this.#lost++
    else {
      this.#waiting.push({ bytes, sender })
      this.#waitingBytes += bytes.length
    }
  }

  #take(bytes: Buffer, sender: string, target: SyslogTarget): void {
    this.#received++
    this.#bytes += bytes.length
    let end = bytes.length
    while (end > 0 && (bytes[end - 1] === FEED || bytes[end - 1] === RETURN || bytes[end - 1] === 0)) end--
    scanSyslog(bytes, 0, end)
    const { message, tagStart, tagEnd } = syslogHeader
    const feed = bytes.indexOf(FEED, message)
    if (message >= end || (feed >= 0 && feed < end)) {
      this.#refused++
      return
    }
    if (isCut(bytes, message, end)) this.#cut++
    this.#feedOf(sender, bytes, tagStart, tagEnd, target).add(bytes, message, end)
    if (this.#isFlushing) return
    this.#isFlushing = true
    setImmediate(() => this.#isFlushing && this.flush())
  }

  #feedOf(sender: string, bytes: Buffer, tagStart: number, tagEnd: number, target: SyslogTarget): SyslogFeed {
    for (const feed of this.#feeds) if (feed.isOf(sender, bytes, tagStart, tagEnd)) return feed
    const shared = this.#feeds[MOST_FEEDS]
    if (shared !== undefined) return shared
    const isShared = this.#feeds.length === MOST_FEEDS
    const tag = isShared ? Buffer.alloc(0) : Buffer.from(bytes.subarray(tagStart, tagEnd))
    const from = isShared ? '' : sender
    const made = new SyslogFeed(from, tag, target.sinkFor(from, tag.toString('utf8')))
    this.#feeds.push(made)
    return made
  }
}

/** JSON that does not end as it began, or text with a quote that nobody closed. */
function isCut(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start] === 0x7b) return bytes[end - 1] !== 0x7d
  let isOpen = false
  for (let at = bytes.indexOf(0x22, start); at >= 0 && at < end; at = bytes.indexOf(0x22, at + 1))
    if (bytes[at - 1] !== 0x5c) isOpen = !isOpen
  return isOpen
}

function bindError(host: string, port: number, cause: NodeJS.ErrnoException): SourceError {
  const place = `${host} port ${port} (UDP)`
  if (cause.code === 'EADDRINUSE') {
    const holder = portHolder(port)
    return new SourceError(
      `${place} is taken${holder === null ? '' : ` by ${holder}`}`,
      'Stop what holds it (ss -ulnp shows it), or give another port here and in the server.',
      { cause },
    )
  }
  const hint: Record<string, string> = {
    EACCES: 'Ports below 1024 need a right of their own: take one above, such as 5140.',
    EADDRNOTAVAIL: 'Give an address of this machine, such as 127.0.0.1.',
    EAFNOSUPPORT: 'This machine has no such network: use 127.0.0.1 in place of ::1.',
  }
  return new SourceError(
    `cannot listen on ${place}: ${cause.message}`,
    hint[cause.code ?? ''] ?? 'Give another address or port.',
    { cause },
  )
}
