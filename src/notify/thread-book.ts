import type { Ban, Lift } from '../domain/ban.ts'
import type { IncidentKind } from '../domain/finding.ts'
import type { Incident } from '../domain/incident.ts'
import type { MessageKind } from '../domain/message.ts'
import type { SourceText } from '../domain/source.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import { addSource, count, newThread, setSource, type Thread } from './thread.ts'
import type { ThreadWords } from './thread-words.ts'

/** Threads that wait or are open. Beyond it, the oldest are told in totals only. */
export const MOST_THREADS = 2_000
/** Severity of what a person ordered. */
const ORDERED = 2

export interface BookListener {
  changed(thread: Thread): void
  /** It is gone. `overflow`: there were too many, and not everybody was told. */
  removed(thread: Thread, why: 'told' | 'joined' | 'overflow'): void
}

/** Gathers what happens into threads: one for each incident, with its bans in it. */
export class ThreadBook {
  readonly threads = new Map<string, Thread>()
  readonly #words: ThreadWords
  readonly #listener: BookListener
  /** Thread of each ban that is to be confirmed, by its address. */
  readonly #awaited = new Map<SourceText, string>()
  /** Incidents of single sources that are told in the thread of another. */
  readonly #joined = new Map<string, string>()

  constructor(words: ThreadWords, listener: BookListener) {
    this.#words = words
    this.#listener = listener
  }

  /** One that was stored. `isRestart`: nobody watched since, so that an incident that was open is over, and one that goes on begins anew. */
  restore(thread: Thread, isRestart: boolean, now: EpochMilliseconds): void {
    this.threads.set(thread.id, thread)
    if (isRestart && thread.incidentKind !== null && thread.state === 'firing') {
      const happened = `${thread.happened} Breakwater was started again meanwhile; what goes on is told anew.`
      Object.assign(thread, { state: 'resolved', ended: now, happened })
      this.#changed(thread, 'own')
    }
    for (const { address, state } of thread.sources) if (state === 'ordered') this.#awaited.set(address, thread.id)
  }

  /** Forgets all without a word. */
  clear(): void {
    for (const known of [this.threads, this.#awaited, this.#joined]) known.clear()
  }

  incident(incident: Incident, now: EpochMilliseconds): void {
    const { id, kind, subject, severity, since, state } = incident
    if (state === 'pending') return
    const isMinor = subject.type === 'address' || subject.type === 'prefix'
    const known = this.threads.get(id)
    if (state === 'resolved') {
      this.#joined.delete(id)
      if (known === undefined) return
      known.ended = incident.resolvedAt
      this.#say(known, incident)
      known.state = 'resolved'
      this.#changed(known, 'own')
      return
    }
    if (known === undefined && this.#host(incident, isMinor)) return
    const thread =
      known ??
      this.#add(
        newThread({
          ...{
            id,
            kind: messageKind(kind),
            state: 'firing',
            severity,
            isMinor,
            incidentKind: kind,
            opened: now,
            since,
          },
          ...{ title: '', happened: '' },
        }),
      )
    thread.severity = Math.max(thread.severity, severity)
    this.#say(thread, incident)
    if (!isMinor && known === undefined) this.#absorb(thread)
    this.#changed(thread, 'own')
  }

  ban(ban: Ban, isEnforced: boolean, now: EpochMilliseconds): void {
    const key = ban.incident ?? `ban-${ban.id}`
    const thread = this.threads.get(this.#joined.get(key) ?? key) ?? this.#add(this.#banThread(key, ban, now))
    const { address, until } = ban
    addSource(thread, {
      address,
      until,
      state: isEnforced ? 'ordered' : 'observed',
      reason: this.#words.redact(ban.reason),
    })
    count(thread, isEnforced ? { made: 1, pending: 1 } : { made: 1, observed: 1 })
    if (isEnforced) this.#awaited.set(address, thread.id)
    this.#changed(thread, 'bans')
  }

  /** The firewall confirmed it: only now it is said to be banned. */
  inForce(address: SourceText): void {
    this.#settle(address, 'banned')
  }

  refused(address: SourceText): void {
    this.#settle(address, 'refused')
  }

  lift({ ban, cause }: Lift): void {
    const { address } = ban
    const key = ban.incident ?? `ban-${ban.id}`
    const thread = this.threads.get(this.#joined.get(key) ?? key)
    const wasPending = this.#awaited.delete(address)
    if (thread === undefined) return
    setSource(thread, address, 'ended')
    if (wasPending) count(thread, { pending: -1 })
    if (cause === 'expired') return
    count(thread, { lifted: 1 })
    this.#changed(thread, 'bans')
  }

  /** A matter of its own, such as a change of mode. A firing one of this id changes; else it begins. */
  note(thread: Thread): void {
    const known = this.threads.get(thread.id)
    if (known === undefined) this.#add(thread)
    else Object.assign(known, { ...thread, opened: known.opened, marks: known.marks, changes: known.changes })
    this.#changed(known ?? thread, 'own')
  }

  remove(thread: Thread, why: 'told' | 'overflow'): void {
    const { id } = thread
    this.threads.delete(id)
    this.#listener.removed(thread, why)
    for (const { address } of thread.sources) if (this.#awaited.get(address) === id) this.#awaited.delete(address)
    if (!thread.isMinor) for (const [from, to] of this.#joined) if (to === id) this.#joined.delete(from)
  }

  #settle(address: SourceText, state: 'banned' | 'refused'): void {
    const id = this.#awaited.get(address)
    const thread = id === undefined ? undefined : this.threads.get(id)
    this.#awaited.delete(address)
    if (thread === undefined) return
    setSource(thread, address, state)
    count(thread, state === 'banned' ? { pending: -1, confirmed: 1 } : { pending: -1, refused: 1 })
    this.#changed(thread, 'bans')
  }

  #say(thread: Thread, incident: Incident): void {
    thread.since = incident.since
    Object.assign(thread, this.#words.incident(incident))
  }

  /** An attack by many has one thread: what each of them does is told there. */
  #host({ id, kind }: Incident, isMinor: boolean): boolean {
    if (!isMinor) return false
    for (const thread of this.threads.values()) {
      if (thread.isMinor || thread.incidentKind !== kind || thread.state !== 'firing') continue
      this.#joined.set(id, thread.id)
      return true
    }
    return false
  }

  /** What was not told yet of its sources becomes part of it. */
  #absorb(host: Thread): void {
    for (const thread of this.threads.values()) {
      if (!thread.isMinor || thread.incidentKind !== host.incidentKind || Object.keys(thread.marks).length > 0) continue
      count(host, thread.totals)
      for (const source of thread.sources) {
        addSource(host, source)
        if (this.#awaited.get(source.address) === thread.id) this.#awaited.set(source.address, host.id)
      }
      host.changes.bans += thread.changes.bans
      this.#joined.set(thread.id, host.id)
      this.threads.delete(thread.id)
      this.#listener.removed(thread, 'joined')
    }
  }

  #banThread(id: string, ban: Ban, now: EpochMilliseconds): Thread {
    const severity = ban.author === undefined ? 3 : ORDERED
    return newThread({
      ...{ id, kind: 'ban', state: 'note', severity, isMinor: true, opened: now, since: ban.at },
      ...this.#words.ban(ban),
    })
  }

  #add(thread: Thread): Thread {
    this.threads.set(thread.id, thread)
    if (this.threads.size <= MOST_THREADS) return thread
    for (const other of this.threads.values()) {
      if (other === thread || (!other.isMinor && this.threads.size <= 2 * MOST_THREADS)) continue
      this.remove(other, 'overflow')
      break
    }
    return thread
  }

  #changed(thread: Thread, what: 'own' | 'bans'): void {
    thread.changes[what]++
    this.#listener.changed(thread)
  }
}

function messageKind(kind: IncidentKind): MessageKind {
  return kind === 'blind' ? 'blind' : kind === 'enforcement-leak' ? 'enforcement' : 'incident'
}
