import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, freemem, totalmem, uptime } from 'node:os'
import type { HostStatus, OwnStatus } from '../domain/site-frame.ts'
import { type EpochMilliseconds, type Milliseconds, SECOND } from '../domain/units.ts'
import { type CpuTimes, type MemoryUse, parseCpuTimes, parseGroupMemory, parseMemory } from '../lib/proc-files.ts'
import type { SteadyClock } from '../lib/steady-clock.ts'

/** Control groups of version 2 and 1, as they are seen from within a container. */
const GROUPS = [
  ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory.current', '/sys/fs/cgroup/memory.stat'],
  [
    '/sys/fs/cgroup/memory/memory.limit_in_bytes',
    '/sys/fs/cgroup/memory/memory.usage_in_bytes',
    '/sys/fs/cgroup/memory/memory.stat',
  ],
] as const
/** Between two looks that follow so closely the former use is said again. */
const SHORTEST: Milliseconds = 200

export interface HostWatchOptions {
  readonly steady: SteadyClock
  readonly started: EpochMilliseconds
  /** The text of a file; null when it cannot be read. */
  readonly read?: (path: string) => string | null
  /** What this process has used of the processors so far, in microseconds. */
  readonly used?: () => number
}

/** How busy the machine and this process are, between one look and the next. Reads a handful of small files a look. */
export class HostWatch {
  readonly #options: HostWatchOptions
  #times: CpuTimes | null = null
  #own: { readonly at: Milliseconds; readonly used: number } | null = null
  #hostCpu: number | null = null
  #ownCpu: number | null = null

  constructor(options: HostWatchOptions) {
    this.#options = options
  }

  look(now: EpochMilliseconds): { readonly host: HostStatus; readonly own: OwnStatus } {
    this.#lookAtProcessors()
    const memory = this.#memory()
    return {
      host: {
        cpu: this.#hostCpu,
        cores: availableParallelism(),
        memory_used_bytes: memory.used,
        memory_total_bytes: memory.total,
        uptime_s: Math.floor(uptime()),
      },
      own: {
        cpu: this.#ownCpu,
        memory_bytes: process.memoryUsage.rss(),
        uptime_s: Math.max(0, (now - this.#options.started) / SECOND),
      },
    }
  }

  #lookAtProcessors(): void {
    const at = this.#options.steady()
    const before = this.#own
    if (before !== null && at - before.at < SHORTEST) return
    const used = (this.#options.used ?? ownUse)()
    if (before !== null) this.#ownCpu = Math.max(0, (used - before.used) / 1_000 / (at - before.at))
    this.#own = { at, used }
    const times = parseCpuTimes(this.#read('/proc/stat') ?? '') ?? portableTimes()
    if (this.#times !== null && times.all > this.#times.all)
      this.#hostCpu = Math.min(1, Math.max(0, (times.busy - this.#times.busy) / (times.all - this.#times.all)))
    this.#times = times
  }

  /** Of the container when it may have less than the machine. */
  #memory(): MemoryUse {
    const host = parseMemory(this.#read('/proc/meminfo') ?? '') ?? { used: totalmem() - freemem(), total: totalmem() }
    for (const [limit, usage, stat] of GROUPS) {
      const group = parseGroupMemory(this.#read(limit) ?? '', this.#read(usage) ?? '', this.#read(stat) ?? '')
      if (group !== null && group.total < host.total) return group
    }
    return host
  }

  #read(path: string): string | null {
    return (this.#options.read ?? readText)(path)
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function ownUse(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

function portableTimes(): CpuTimes {
  let busy = 0
  let all = 0
  for (const { times } of cpus()) {
    const { user, nice, sys, idle, irq } = times
    busy += user + nice + sys + irq
    all += user + nice + sys + irq + idle
  }
  return { busy, all }
}
