import { networkInterfaces } from 'node:os'

/** Addresses of this machine's interfaces, without zones. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address.split('%')[0]!))
}
