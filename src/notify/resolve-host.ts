import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { forbiddenAddress } from './forbidden-address.ts'

export interface ResolvedHost {
  readonly address: string
  readonly family: 4 | 6
}

export type ResolveHost = (host: string) => Promise<readonly ResolvedHost[]>

/** It must not be connected to: the operator has to change something. */
export class ForbiddenHost extends Error {}

const bySystem: ResolveHost = async (host) => (await lookup(host, { all: true })) as ResolvedHost[]

/**
 * The one address that is connected to, so that what was checked is what is reached. Throws ForbiddenHost when one of its addresses must not
 * be, and what the resolver says.
 */
export async function resolveHost(host: string, allowPrivate: boolean, resolve = bySystem): Promise<ResolvedHost> {
  const bare = host.replace(/^\[|\]$/g, '')
  const family = isIP(bare)
  const found = family === 0 ? await resolve(bare) : [{ address: bare, family: family as 4 | 6 }]
  const [first] = found
  if (first === undefined) throw new Error(`${bare} has no address`)
  for (const { address } of found) {
    const fault = forbiddenAddress(bare, address, allowPrivate)
    if (fault !== null) throw new ForbiddenHost(fault)
  }
  return first
}
