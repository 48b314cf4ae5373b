import { readFileSync } from 'node:fs'

/** Numbers of capabilities(7). */
export const CAP_NET_ADMIN = 12
export const CAP_SYS_ADMIN = 21

/** Whether this process has a capability now; false where there is no /proc. */
export function hasCapability(number: number, status = '/proc/self/status'): boolean {
  try {
    const mask = /^CapEff:\t([0-9a-f]+)$/m.exec(readFileSync(status, 'utf8'))?.[1] ?? '0'
    return ((BigInt(`0x${mask}`) >> BigInt(number)) & 1n) === 1n
  } catch {
    return false
  }
}
