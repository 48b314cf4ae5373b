import { subjectText } from '../domain/finding.ts'
import { changedAt } from '../domain/incident.ts'
import type { EngineEvent } from '../domain/ports.ts'
import type { EpochMilliseconds, Milliseconds } from '../domain/units.ts'
import { escapeText } from '../lib/escape-text.ts'

/** How times and durations are written for people: the caller knows the time zone. */
export interface Wording {
  time(at: EpochMilliseconds): string
  duration(length: Milliseconds): string
}

const LONGEST = 2_000

/** The enforcer confirmed a ban. */
export function confirmedWords(address: string, at: EpochMilliseconds, enforcer: string, { time }: Wording): string {
  return `${time(at)}  banned ${address}: ${enforcer} confirmed it`
}

/** One event as one line of words. `observing`: nothing is enforced, and the line says so. */
export function eventWords(event: EngineEvent, wording: Wording, observing: boolean): string {
  return escapeText(words(event, wording, observing), LONGEST)
}

function words(event: EngineEvent, wording: Wording, observing: boolean): string {
  switch (event.type) {
    case 'ban': {
      const { ban } = event
      const length = ban.duration === null ? 'for good' : `for ${wording.duration(ban.duration)}`
      return `${wording.time(ban.at)}  ${observing ? 'would ban' : 'banning'} ${ban.address} ${length} (${ban.author === undefined ? `offence ${ban.offence}` : `ordered by ${ban.author}`}): ${ban.reason}`
    }
    case 'unban': {
      const { lift } = event
      return `${wording.time(lift.at)}  ${observing ? 'would lift the ban of' : 'ending the ban of'} ${lift.ban.address} (${lift.cause}${lift.author === undefined ? '' : `, by ${lift.author}`})`
    }
    case 'incident': {
      const { incident } = event
      return `${wording.time(changedAt(incident))}  ${incident.kind} ${incident.state} on ${subjectText(incident.subject)}: ${incident.reason} [${incident.id}]`
    }
  }
}
