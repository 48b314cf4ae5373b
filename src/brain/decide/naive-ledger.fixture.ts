/** What the ledger promises, in the plainest words: lists, searched each time. */
export class NaiveLedger {
  bans: { address: string; until: number }[] = []
  offences: { address: string; count: number; since: number }[] = []

  forget(decay: number | null, now: number): void {
    for (const offence of this.offences) {
      while (decay !== null && offence.count > 0 && now - offence.since >= decay) {
        offence.count--
        offence.since += decay
      }
    }
  }
  nextOffence(address: string): number {
    return (this.offences.find((offence) => offence.address === address)?.count ?? 0) + 1
  }
  put(address: string, offence: number, at: number, until: number): void {
    this.bans = [...this.bans.filter((ban) => ban.address !== address), { address, until }]
    this.offences = this.offences.filter((other) => other.address !== address)
    this.offences.push({ address, count: offence, since: at })
  }
  expire(now: number): string[] {
    const over = this.bans.filter((ban) => ban.until <= now)
    this.bans = this.bans.filter((ban) => ban.until > now)
    return over.map(({ address, until }) => `${String(until).padStart(16, '0')} ${address}`).sort()
  }
}
