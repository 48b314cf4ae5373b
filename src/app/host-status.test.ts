import { describe, expect, it } from 'vitest'
import { parseCpuTimes, parseGroupMemory, parseMemory } from '../lib/proc-files.ts'
import { HostWatch } from './host-status.ts'

const stat = (user: number, idle: number) => `cpu  ${user} 0 100 ${idle} 50 0 0 10 0 0\ncpu0 1 2 3 4\nintr 1\n`
const MEMINFO = 'MemTotal:        8000 kB\nMemFree:          100 kB\nMemAvailable:    6000 kB\n'

describe('the machine', () => {
  it('is as busy as its processors were between two looks', () => {
    let files: Record<string, string> = { '/proc/stat': stat(1_000, 10_000), '/proc/meminfo': MEMINFO }
    let steady = 0
    let used = 5_000_000
    const watch = new HostWatch({
      steady: () => steady,
      started: 1_000,
      read: (path) => files[path] ?? null,
      used: () => used,
    })
    expect(watch.look(61_000)).toMatchObject({
      host: { cpu: null, memory_used_bytes: 2_000 * 1_024, memory_total_bytes: 8_000 * 1_024 },
      own: { cpu: null, uptime_s: 60 },
    })
    files = { ...files, '/proc/stat': stat(1_050, 10_150) }
    steady += 1_000
    used += 20_000
    expect(watch.look(62_000)).toMatchObject({ host: { cpu: 0.25 }, own: { cpu: 0.02 } })
    steady += 10
    expect(watch.look(62_000)).toMatchObject({ host: { cpu: 0.25 }, own: { cpu: 0.02 } })
  })

  it('has the memory of its control group where that is less, without files that can be dropped', () => {
    const group = { '/sys/fs/cgroup/memory.max': '4096000\n', '/sys/fs/cgroup/memory.current': '3000000\n' }
    const look = (files: Record<string, string>) =>
      new HostWatch({ steady: () => 0, started: 0, read: (path) => files[path] ?? null }).look(0).host
    expect(
      look({ '/proc/meminfo': MEMINFO, ...group, '/sys/fs/cgroup/memory.stat': 'anon 5\ninactive_file 1000000\n' }),
    ).toMatchObject({ memory_used_bytes: 2_000_000, memory_total_bytes: 4_096_000 })
    expect(look({ '/proc/meminfo': MEMINFO, ...group, '/sys/fs/cgroup/memory.max': 'max\n' })).toMatchObject({
      memory_total_bytes: 8_000 * 1_024,
    })
    // Version 1 writes a number near 2^63 for none.
    expect(
      look({
        '/proc/meminfo': MEMINFO,
        '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
        '/sys/fs/cgroup/memory/memory.usage_in_bytes': '5\n',
      }),
    ).toMatchObject({ memory_total_bytes: 8_000 * 1_024 })
  })

  it('is told by the system where there are no such files', () => {
    let steady = 0
    const watch = new HostWatch({ steady: () => steady, started: 0, read: () => null })
    watch.look(0)
    steady = 1_000
    const { host, own } = watch.look(1_000)
    expect(host.memory_total_bytes).toBeGreaterThan(host.memory_used_bytes)
    expect(host.cores).toBeGreaterThan(0)
    expect(own.memory_bytes).toBeGreaterThan(1_000_000)
    expect(own.cpu).toBeGreaterThanOrEqual(0)
  })

  it('does not believe other texts', () => {
    for (const text of ['', 'cpu', 'cpu0 1 2 3 4', 'cpu  1 2', '<html>']) expect(parseCpuTimes(text)).toBeNull()
    expect(parseMemory('MemTotal: 5 kB')).toBeNull()
    expect(parseGroupMemory('max', '5', '')).toBeNull()
    expect(parseGroupMemory('5', '', '')).toBeNull()
  })
})
