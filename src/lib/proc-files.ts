/** Time that all processors together have spent so far, in ticks of the kernel. */
export interface CpuTimes {
  readonly busy: number
  readonly all: number
}

/** The first line of /proc/stat; null when it is another text. Waiting for a disk is not being busy (proc(5)). */
export function parseCpuTimes(stat: string): CpuTimes | null {
  const fields = /^cpu {1,2}([\d ]+)/.exec(stat)?.[1]?.trim().split(/ +/).map(Number)
  if (fields === undefined || fields.length < 4) return null
  // User time holds that of guests.
  const [user = 0, nice = 0, system = 0, idle = 0, ioWait = 0, irq = 0, softIrq = 0, steal = 0] = fields
  const busy = user + nice + system + irq + softIrq + steal
  return { busy, all: busy + idle + ioWait }
}

/** Bytes. */
export interface MemoryUse {
  readonly used: number
  readonly total: number
}

/** /proc/meminfo: what cannot be had without swapping counts as used; null when it is another text. */
export function parseMemory(meminfo: string): MemoryUse | null {
  const kib = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(meminfo)?.[1] ?? Number.NaN)
  const total = kib('MemTotal') * 1_024
  const free = kib('MemAvailable') * 1_024
  return Number.isNaN(total + free) ? null : { used: Math.max(0, total - free), total }
}

/** The limit of a control group and what is in use of it, files that can be dropped left out; null when there is no limit. */
export function parseGroupMemory(limit: string, usage: string, stat: string): MemoryUse | null {
  const total = /^\d+\s*$/.test(limit) ? Number(limit) : Number.NaN
  const all = /^\d+\s*$/.test(usage) ? Number(usage) : Number.NaN
  if (Number.isNaN(total + all)) return null
  const droppable = Number(/^(?:total_)?inactive_file (\d+)$/m.exec(stat)?.[1] ?? 0)
  return { used: Math.max(0, all - droppable), total }
}
