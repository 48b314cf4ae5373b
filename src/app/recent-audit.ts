import { type AuditEntry, type AuditFacts, auditedAddress } from '../domain/audit.ts'
import type { EngineEvent } from '../domain/ports.ts'
import type { Clock } from '../lib/clock.ts'
import { AddressMention, withoutAddress } from '../store/address-mention.ts'
import type { AuditReader, NumberedEntry } from './site-parts.ts'

const MOST = 1_000

/** The newest entries of the audit log where nothing is stored, as in the demo. */
export class RecentAudit implements AuditReader {
  readonly #clock: Pick<Clock, 'now'>
  /** The oldest first. */
  readonly #entries: NumberedEntry[] = []
  readonly #open = new Set<string>()
  #number = 0

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  record(facts: AuditFacts): void {
    const entry: AuditEntry = { at: this.#clock.now(), ...facts }
    this.#entries.push({ ...entry, number: ++this.#number })
    if (this.#entries.length > MOST) this.#entries.shift()
  }

  see(event: EngineEvent): void {
    if (event.type === 'ban') this.record({ type: 'ban', ban: event.ban, effect: 'observing' })
    else if (event.type === 'unban') this.record({ type: 'unban', lift: event.lift })
    else {
      const { incident } = event
      const type = this.#open.has(incident.id) ? 'incident-changed' : 'incident-opened'
      if (incident.state === 'resolved') this.#open.delete(incident.id)
      else this.#open.add(incident.id)
      this.record({ type: incident.state === 'resolved' ? 'incident-resolved' : type, incident })
    }
  }

  list({ address, type, before, limit }: Parameters<AuditReader['list']>[0]): readonly NumberedEntry[] {
    return this.#entries
      .filter((entry) => address === undefined || auditedAddress(entry) === address)
      .filter((entry) => type === undefined || entry.type === type)
      .filter(({ number }) => before === undefined || number < before)
      .slice(-limit)
      .reverse()
  }

  ofIncident(id: string, limit: number): readonly NumberedEntry[] {
    return this.#entries.filter((entry) => 'incident' in entry && entry.incident.id === id).slice(0, limit)
  }

  /** What was told of an address is shown no more, and its mention elsewhere is replaced. */
  forget(address: string): void {
    const mention = new AddressMention(address)
    const redact = (entry: NumberedEntry) => withoutAddress(entry, mention) as NumberedEntry
    const kept = this.#entries.filter((entry) => auditedAddress(entry) !== address).map(redact)
    this.#entries.splice(0, this.#entries.length, ...kept)
  }
}
