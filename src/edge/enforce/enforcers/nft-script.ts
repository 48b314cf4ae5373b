import type { Milliseconds } from '../../../domain/units.ts'
import type { KernelBatch } from '../changes.ts'
import { maskOf, type Network, widthOf } from '../network.ts'

/** Prefixes that have a set from the start: what detection bans. Others get theirs when they are needed. */
export const USUAL_PREFIXES = ['4/32', '4/24', '6/64', '6/48'] as const

/** `4/24` for an IPv4 network with a prefix of 24 bits. */
export function prefixName({ kind, bits }: Pick<Network, 'kind' | 'bits'>): string {
  return `${kind}/${bits}`
}

export function setName(prefix: string): string {
  return `v${prefix.replace('/', '_')}`
}

/**
 * Makes table, sets, chains and rules what they have to be, whatever they are; elements stay. One hash set for each length of
 * prefix, asked with the masked address: entries of one length never overlap, so that a prefix and a host in it are two entries.
 * The chains come before all others, hence before those that accept established connections; forward is for containers.
 */
export function structure(table: string, prefixes: readonly string[]): string {
  const lines = [`add table inet ${table}`, `add chain inet ${table} banned`]
  for (const prefix of prefixes) {
    lines.push(`add set inet ${table} ${setName(prefix)} { type ipv${prefix[0]}_addr; flags timeout; }`)
  }
  for (const hook of ['input', 'forward'])
    lines.push(`add chain inet ${table} ${hook} { type filter hook ${hook} priority -300; policy accept; }`)
  for (const chain of ['banned', 'input', 'forward']) lines.push(`flush chain inet ${table} ${chain}`)
  for (const prefix of prefixes) lines.push(`add rule inet ${table} banned ${matchOf(prefix)} counter drop`)
  for (const hook of ['input', 'forward']) lines.push(`add rule inet ${table} ${hook} jump banned`)
  return `${lines.join('\n')}\n`
}

function matchOf(prefix: string): string {
  const kind = prefix[0] === '4' ? 4 : 6
  const bits = Number(prefix.slice(2))
  const field = kind === 4 ? 'ip saddr' : 'ip6 saddr'
  const mask = bits === widthOf(kind) ? '' : ` & ${maskOf(kind, bits)}`
  return `${field}${mask} @${setName(prefix)}`
}

/**
 * Statements that make the changes. What is not known to be new is added, deleted and added: then neither one that is missing nor one
 * that is there is an error, and its timeout begins anew on every kernel. A deletion makes the kernel wait some milliseconds.
 */
export function elements(table: string, { adds, removes }: KernelBatch): string {
  const sets = new Map<string, { again: string[]; timed: string[] }>()
  const setOf = (network: Network) => {
    const name = setName(prefixName(network))
    const found = sets.get(name) ?? { again: [], timed: [] }
    sets.set(name, found)
    return found
  }
  for (const network of removes) setOf(network).again.push(network.first)
  for (const { network, timeout, isNew } of adds) {
    const { again, timed } = setOf(network)
    if (!isNew) again.push(network.first)
    timed.push(`${network.first} timeout ${timeoutWord(timeout)}`)
  }
  let text = ''
  for (const [name, { again, timed }] of sets) {
    const statement = (verb: string, list: readonly string[]) =>
      list.length === 0 ? '' : `${verb} element inet ${table} ${name} { ${list.join(', ')} }\n`
    text += statement('add', again) + statement('delete', again) + statement('add', timed)
  }
  return text
}

/** nft reads no number of milliseconds above 32 bits. */
function timeoutWord(timeout: Milliseconds): string {
  return `${Math.floor(timeout / 1_000)}s${timeout % 1_000}ms`
}
