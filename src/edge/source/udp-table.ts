import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { endianness } from 'node:os'
import { parseAddress } from '../../lib/ip-address.ts'

/** A UDP socket as the kernel lists it. */
export interface UdpRow {
  readonly inode: string
  /** Datagrams that the kernel threw away since the socket was opened, mostly because its buffer was full. */
  readonly drops: number
}

/** The kernel's rows for an address and port, of proc(5) `net/udp` or `net/udp6`; null where there is no such list. */
export function udpRows(address: string, port: number): UdpRow[] | null {
  const local = `${kernelAddress(address)}:${hexPort(port)}`
  return readTable(address.includes(':') ? 'udp6' : 'udp')?.filter((row) => row.local === local) ?? null
}

/** Who has a port at any address, in words, such as `rsyslogd (pid 77)`; null when that cannot be seen. */
export function portHolder(port: number): string | null {
  const suffix = `:${hexPort(port)}`
  const rows = [...(readTable('udp') ?? []), ...(readTable('udp6') ?? [])].filter((row) => row.local.endsWith(suffix))
  for (const { inode } of rows) {
    const holder = processWith(`socket:[${inode}]`)
    if (holder !== null) return holder
  }
  return null
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0')
}

function readTable(name: 'udp' | 'udp6'): (UdpRow & { local: string })[] | null {
  let text: string
  try {
    text = readFileSync(`/proc/net/${name}`, 'latin1')
  } catch {
    return null
  }
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      // sl local remote state queues timer retransmits uid timeout inode references pointer drops
      const columns = line.trim().split(/\s+/)
      return { local: columns[1] ?? '', inode: columns[9] ?? '', drops: Number(columns[12] ?? 0) }
    })
}

/** An address as the kernel prints it: words of 32 bits in the byte order of the machine, in hexadecimal. */
function kernelAddress(text: string): string {
  const found = parseAddress(text)
  if (found === null) throw new Error(`"${text}" is no address`)
  const words = found.kind === 4 ? [found.low] : [found.high, found.low, found.hostHigh, found.hostLow]
  const bytes = Buffer.alloc(4 * words.length)
  for (const [index, word] of words.entries()) {
    if (endianness() === 'LE') bytes.writeUInt32LE(word, 4 * index)
    else bytes.writeUInt32BE(word, 4 * index)
  }
  return bytes.toString('hex').toUpperCase()
}

/** The process that has a file open by this link, as far as we may look. */
function processWith(link: string): string | null {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const isHolder = readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === link)
      if (isHolder) return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (pid ${pid})`
    } catch {
      // It has ended, or it is another user's.
    }
  }
  return null
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}
