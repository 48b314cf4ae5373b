import { type Evidence, subjectText } from '../domain/finding.ts'
import { changedAt } from '../domain/incident.ts'
import type { EngineEvent } from '../domain/ports.ts'
import type { EpochMilliseconds } from '../domain/units.ts'

/** `2026-03-02T09:15:01.700Z`: how machines are told the time. */
export function isoTime(at: EpochMilliseconds): string {
  return new Date(at).toISOString()
}

/** One event as one line of JSON without its line end: docs/formats/ndjson.md. */
export function eventLine(event: EngineEvent): string {
  return JSON.stringify(eventObject(event))
}

export function eventObject(event: EngineEvent): Record<string, unknown> {
  switch (event.type) {
    case 'ban': {
      const { ban } = event
      return {
        type: 'ban',
        at: isoTime(ban.at),
        address: ban.address,
        duration_s: ban.duration === null ? null : ban.duration / 1_000,
        offence: ban.offence,
        kind: ban.kind,
        detector: ban.evidence.detector,
        incident: ban.incident,
        observed: ban.evidence.observed,
        expected: ban.evidence.expected,
        limit: ban.evidence.limit,
        unit: ban.evidence.unit,
        window_s: ban.evidence.window,
        reason: ban.reason,
        ...(ban.author !== undefined && { author: ban.author }),
        ...weighed(ban.evidence),
      }
    }
    case 'unban':
      return {
        type: 'unban',
        at: isoTime(event.lift.at),
        address: event.lift.ban.address,
        cause: event.lift.cause,
        ...(event.lift.author !== undefined && { author: event.lift.author }),
      }
    case 'incident': {
      const { incident } = event
      return {
        type: 'incident',
        at: isoTime(changedAt(incident)),
        id: incident.id,
        state: incident.state,
        kind: incident.kind,
        subject: subjectText(incident.subject),
        severity: incident.severity,
        observed: incident.peak.observed,
        expected: incident.peak.expected,
        unit: incident.peak.unit,
        window_s: incident.peak.window,
        reason: incident.reason,
        parts: [...incident.parts],
        ...weighed(incident.peak),
      }
    }
  }
}

/** What each piece of evidence counted; nothing where the detector does not weigh. */
function weighed({ nats, needed, parts }: Evidence): Record<string, unknown> {
  if (nats === undefined || parts === undefined) return {}
  return {
    nats: hundredths(nats),
    needed: needed === undefined ? null : hundredths(needed),
    evidence: parts.map(({ name, observed, expected, unit, nats }) => ({
      name,
      observed: hundredths(observed),
      expected: hundredths(expected),
      unit,
      nats: hundredths(nats),
    })),
  }
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100
}
