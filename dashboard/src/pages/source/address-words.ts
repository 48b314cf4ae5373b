/** What one address on the page stands for, where that is more than one machine; null: one address. */
export function addressWords(address: string): string | null {
  const bits = /\/(\d+)$/.exec(address)?.[1]
  if (bits === undefined) return null
  if (address.includes(':'))
    return bits === '64'
      ? 'A /64: one customer of an IPv6 provider mostly holds all of its 18 quintillion addresses and changes among them at will. So it is one source, and is banned as one.'
      : `An IPv6 network of ${2 ** (64 - Number(bits))} sources of a /64 each. A person chose it: Breakwater bans no network wider than a /64 by itself.`
  return `A network of ${2 ** (32 - Number(bits))} addresses. A person chose it: Breakwater bans single IPv4 addresses by itself.`
}
