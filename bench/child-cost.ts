import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Cost {
  /** CPU time of the child, user and system, in milliseconds; the kernel counts in steps of 10 ms. */
  readonly cpu: number
  /** Wall time in milliseconds. */
  readonly wall: number
  /** Largest resident set seen, in MiB. */
  readonly rss: number
  readonly stdout: string
}

/** CPU time of all children that ended, in milliseconds: fields 16 and 17 of /proc/self/stat (proc(5)), 100 ticks a second. */
function childrenCpu(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[13]) + Number(fields[14])) * 10
}

function peakRss(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024
  } catch {
    return 0
  }
}

/** Runs a command to its end and says what it cost. Rejects when it fails. */
export async function childCost(command: string, args: readonly string[]): Promise<Cost> {
  const before = childrenCpu()
  const start = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let rss = 0
  const watch = setInterval(() => {
    rss = Math.max(rss, peakRss(child.pid!))
  }, 50)
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  clearInterval(watch)
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${code}`)
  return { cpu: childrenCpu() - before, wall: performance.now() - start, rss, stdout }
}
