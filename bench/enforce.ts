/** How long a batch of bans takes in a network namespace of its own, and what a look at what is held costs. `npx tsx bench/enforce.ts` */

import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import type { Change, Enforcer } from '../src/domain/enforcement.ts'
import { Iptables } from '../src/edge/enforce/enforcers/iptables.ts'
import { Nftables } from '../src/edge/enforce/enforcers/nftables.ts'

const SIZES = [1, 100, 10_000, 100_000]
const HOUR = 3_600_000
const name = `bw-bench-${process.pid}`

const hosts = (count: number, first: number, isNew = true): Change[] =>
  Array.from({ length: count }, (_, i) => {
    const host = first + i
    return {
      type: 'add',
      address: `10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`,
      remaining: HOUR,
      ...(isNew && { isNew }),
    }
  })

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** Median and 99th percentile of single bans, beside those that are there. */
async function single(enforcer: Enforcer): Promise<string> {
  const times: number[] = []
  for (let i = 0; i < 100; i++) times.push(await timed(() => enforcer.apply(hosts(1, 0xf00000 + i))))
  times.sort((a, b) => a - b)
  return `p50 ${times[49]!.toFixed(1)} ms, p99 ${times[98]!.toFixed(1)} ms`
}

async function measure(title: string, enforcer: Enforcer, sizes: readonly number[]): Promise<void> {
  await enforcer.apply([])
  for (const size of sizes) {
    const batch = hosts(size, 0)
    const first = await timed(() => enforcer.apply(batch))
    const again = await timed(() => enforcer.apply(hosts(size, 0, false)))
    const look = await timed(() => enforcer.read())
    const removal = await timed(() => enforcer.apply(batch.map(({ address }) => ({ type: 'remove', address }))))
    console.log(
      `${title}: ${size.toLocaleString('en')} bans: batch ${first.toFixed(0)} ms, renewed ${again.toFixed(0)} ms, ` +
        `read ${look.toFixed(0)} ms, lifted ${removal.toFixed(0)} ms`,
    )
  }
  console.log(`${title}: one ban beside none: ${await single(enforcer)}`)
  await enforcer.purge()
}

if (process.getuid?.() !== 0 || spawnSync('ip', ['netns', 'add', name]).status !== 0) {
  console.log('needs root, ip, nft, iptables and ipset')
  process.exit(1)
}
console.log(`${cpus()[0]?.model.trim()}, Node ${process.version}`)
const prefix = ['ip', 'netns', 'exec', name]
try {
  await measure('nftables', new Nftables({ table: 'breakwater', prefix }), SIZES)
  await measure('iptables with ipset', new Iptables({ prefix, ipset: true }), SIZES)
  await measure('iptables without ipset', new Iptables({ prefix, ipset: false }), [1, 100, 1_000])
} finally {
  spawnSync('ip', ['netns', 'del', name])
}
