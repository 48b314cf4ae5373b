import type { Ban } from '../../domain/ban.ts'
import type { Offence, RememberedChange } from '../../domain/remembered.ts'

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
  putManually(address: string, until: number): void {
    this.bans = [...this.bans.filter((ban) => ban.address !== address), { address, until }]
  }
  put(address: string, offence: number, at: number, until: number): void {
    this.putManually(address, until)
    this.offences = this.offences.filter((other) => other.address !== address)
    this.offences.push({ address, count: offence, since: at })
  }
  expire(now: number): string[] {
    const over = this.bans.filter((ban) => ban.until <= now)
    this.bans = this.bans.filter((ban) => ban.until > now)
    return over.map(({ address, until }) => `${String(until).padStart(16, '0')} ${address}`).sort()
  }
}

/** What a store keeps of a ledger, told of each change and of nothing else. */
export class NaiveStore {
  bans: Ban[] = []
  offences: Offence[] = []

  take(change: RememberedChange): void {
    if (change.type === 'put' || change.type === 'review') {
      const { ban } = change
      this.bans = [...this.bans.filter(({ address }) => address !== ban.address), ban]
      if (change.type === 'review' || ban.kind === 'manual') return
      this.offences = this.offences.filter(({ address }) => address !== ban.address)
      this.offences.push({ address: ban.address, count: ban.offence, since: ban.at })
    } else if (change.type === 'lift') {
      const { address } = change.lift.ban
      this.bans = this.bans.filter((ban) => ban.address !== address)
      if (change.forgiven) this.offences = this.offences.filter((offence) => offence.address !== address)
    } else if (change.type === 'forgive') {
      this.offences = this.offences.filter(({ address }) => address !== change.address)
    } else if (change.type === 'shift') {
      const { by } = change
      this.bans = this.bans.map((ban) => ({
        ...ban,
        until: ban.until === null ? null : ban.until + by,
        ...(ban.reviewAt !== undefined && { reviewAt: ban.reviewAt + by }),
      }))
      this.offences = this.offences.map((offence) => ({ ...offence, since: offence.since + by }))
    }
  }
}
