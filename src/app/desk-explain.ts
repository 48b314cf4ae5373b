import { grouped } from '../brain/explain/reason.ts'
import { isSame, tellBan, tellTightened } from '../brain/explain/source-story.ts'
import type { Ban, Lift } from '../domain/ban.ts'
import type { AllowCheck, ExplainedBan, ExplanationView } from '../domain/control.ts'
import { subjectText } from '../domain/finding.ts'
import type { Incident } from '../domain/incident.ts'
import type { SourceKey } from '../domain/source.ts'
import { parseBannable } from '../domain/source-prefix.ts'
import { formatSource } from '../lib/ip-address.ts'
import { findIncident, incidentsOn, isOpen } from './desk-incidents.ts'
import { type DeskParts, engineTime } from './desk-parts.ts'
import { banView, endedView, endView, incidentView, isCovered, isWithin } from './desk-views.ts'
import { BAN_WORDS, incidentWords } from './live-snapshot.ts'
import { protectedWords, sourceNow, sparedWords } from './source-now.ts'

type Parts = Pick<DeskParts, 'engine' | 'record' | 'store' | 'acknowledged' | 'enforcement' | 'clock'>

/** Bans of one address that ended and are still told. */
const MOST_ENDED = 20

/** Bans in one network that are told, the newest. */
const MOST_HELD = 50

/** A ban and, if it did, how it ended. */
interface Told {
  readonly ban: Ban
  readonly lift: Lift | null
}

/** Tells what is known of an address, a network, a ban or an incident, in plain sentences and with its numbers. */
export class DeskExplain {
  readonly #parts: Parts
  readonly #check: (network: string) => AllowCheck

  constructor(parts: Parts, check: (network: string) => AllowCheck) {
    this.#parts = parts
    this.#check = check
  }

  /** By a canonical address or network, or an id; null when nothing is known of it. */
  of(subject: string): ExplanationView | null {
    if (!/[.:]/.test(subject)) return this.#ofBan(subject) ?? this.#ofIncident(subject)
    let source: SourceKey
    try {
      source = parseBannable(subject)
    } catch {
      return null
    }
    return this.#ofSource(source)
  }

  #ofBan(id: string): ExplanationView | null {
    const { engine, store } = this.#parts
    const held = [...engine.brain.ledger.bans()].find((ban) => ban.id === id)
    const told = held === undefined ? store?.bans.find(id) : { ban: held, lift: null }
    if (told === undefined) return null
    const incident = told.ban.incident === null ? null : findIncident(this.#parts, told.ban.incident)
    const story = [...this.#tell(told), ...this.#protectedWords(told.ban.source)]
    return this.#view(id, story, [told], incident === null ? [] : [incident], this.#check(told.ban.address))
  }

  #ofIncident(id: string): ExplanationView | null {
    const incident = findIncident(this.#parts, id)
    if (incident === null) return null
    const subject = subjectText(incident.subject)
    const isSource = incident.subject.type === 'address' || incident.subject.type === 'prefix'
    const told = [
      ...[...this.#parts.engine.brain.ledger.bans()].map((ban): Told => ({ ban, lift: null })),
      ...(isSource ? this.#ended(subject) : []),
    ].filter(({ ban }) => ban.incident === id)
    const protection = isSource ? this.#check(subject) : null
    const story = [
      `Incident ${incident.kind} on ${subject}.`,
      ...incidentWords(incident, this.#parts.record.time),
      ...told.flatMap((one) => this.#tell(one, false)),
      ...(protection?.by ? protectedWords({ cidr: protection.by.range, list: protection.by.list }) : []),
    ]
    return this.#view(id, story, told, [incident], protection)
  }

  #ofSource(source: SourceKey): ExplanationView | null {
    const { brain } = this.#parts.engine
    const address = formatSource(source.kind, source.high, source.low, source.bits)
    const held = [...brain.ledger.bans()].filter((ban) => isWithin(ban.source, source)).reverse()
    const isBanned = held.some((ban) => isCovered(source, ban.source))
    const told = [...held.slice(0, MOST_HELD).map((ban): Told => ({ ban, lift: null })), ...this.#ended(address)]
    const incidents = incidentsOn(this.#parts, address)
    for (const { ban } of told) {
      const own = ban.incident === null ? null : findIncident(this.#parts, ban.incident)
      if (own !== null && !incidents.some(({ id }) => id === own.id)) incidents.push(own)
    }
    const spared = brain.policy.sparedBecause(address)
    const others = incidents.filter(({ id }) => !told.some(({ ban }) => ban.incident === id))
    const known = [
      ...told.flatMap((one) => this.#tell(one)),
      ...this.#does(source, address, isBanned),
      // Behind a ban it may be of the time before.
      ...(isBanned ? [] : sparedWords(spared)),
      ...this.#protectedWords(source),
      ...others.flatMap((one) => [`Incident ${one.kind}.`, ...incidentWords(one, this.#parts.record.time)]),
    ]
    if (known.length === 0) return null
    const free = isBanned ? [] : [`${address} is not banned${held.length > 0 ? ' as a whole' : ''}.`]
    const more = held.length > MOST_HELD ? [`${grouped(held.length - MOST_HELD)} more bans lie in it.`] : []
    const story = [...free, ...known, ...more]
    return this.#view(address, story, told, incidents, this.#check(address))
  }

  /** What a source sent and, unless it is banned, sends now; nothing of a network, or when it is not tracked any more. */
  #does(source: SourceKey, address: string, isBanned: boolean): string[] {
    const { engine, record } = this.#parts
    const tightening = engine.brain.tightened.of(address)
    const past = tightening === undefined || tightening.until === null ? [] : [tellTightened(tightening, record.time)]
    const total = source.bits === undefined ? engine.window.totalOf(source) : 0
    if (total === 0) return past
    const first = `It sent ${grouped(total)} requests since it was first seen.`
    // The windows leave out what a banned source sends.
    if (isBanned) return [first, ...past]
    const now = engine.window.within60(source)
    const words =
      now.requests === 0 ? ['None of them in the last 60 s.'] : sourceNow(engine, { source, ...now }, record.time)
    return [first, ...past, ...words]
  }

  #tell({ ban, lift }: Told, withEvidence = true): string[] {
    const { record, enforcement } = this.#parts
    const opening = lift === null ? `${BAN_WORDS[enforcement.stateOf(ban.address)]} since` : 'A ban was decided at'
    const all = tellBan(ban, record.time, `${ban.address}: ${opening}`)
    const lines = withEvidence ? all : all.slice(0, 1)
    return lift === null ? lines : [...lines, `It ended at ${record.time(lift.at)}: ${endWords(lift)}.`]
  }

  #protectedWords(source: SourceKey): string[] {
    return protectedWords(this.#parts.engine.brain.protectedRange(source))
  }

  #ended(address: string): Told[] {
    const lifts = this.#parts.store?.bans.lifted({ address, limit: MOST_ENDED }) ?? []
    return lifts.map((lift) => ({ ban: lift.ban, lift }))
  }

  #view(
    subject: string,
    story: readonly string[],
    told: readonly Told[],
    incidents: readonly Incident[],
    protection: AllowCheck | null,
  ): ExplanationView {
    return {
      ...{ subject, story, protection },
      bans: told.map((one) => this.#explained(one)),
      incidents: incidents.map((one) =>
        incidentView(one, isOpen(this.#parts, one), this.#parts.acknowledged.get(one.id)),
      ),
    }
  }

  #explained({ ban, lift }: Told): ExplainedBan {
    const now = engineTime(this.#parts)
    return {
      ban: lift === null ? banView(ban, this.#parts.enforcement, now) : endedView(lift),
      ended: lift && endView(lift),
      evidence: ban.kind === 'manual' ? null : ban.evidence,
      recomputed: this.#recomputed(ban),
    }
  }

  #recomputed(ban: Ban): ExplainedBan['recomputed'] {
    if (ban.kind === 'manual') return { possible: false, why: 'a person ordered it' }
    const again = this.#parts.engine.brain.recompute(ban)
    if (again === null) return { possible: false, why: 'it does not carry what it was reckoned from' }
    return { possible: true, ...again, agrees: isSame(ban, again) }
  }
}

function endWords({ cause, author }: Lift): string {
  const who = author === undefined ? '' : ` by ${author}`
  if (cause === 'expired') return 'its time was over'
  return cause === 'manual'
    ? `lifted${who}`
    : `what is in it came to be protected${author === undefined ? '' : `,${who}`}`
}
