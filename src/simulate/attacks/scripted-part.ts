import type { SourceText } from '../../domain/source.ts'
import { type EpochMilliseconds, SECOND } from '../../domain/units.ts'
import { formatSource, parseAddress } from '../../lib/ip-address.ts'
import type { Part, PartOptions, PartTruth } from '../part.ts'
import type { Script } from './script.ts'
import { activeSeconds, ScriptedActor, Senders } from './scripted-actor.ts'

/** Fewer requests than this are too little to be banned for. */
const LEAST_REQUESTS = 20

/** A part whose actor and truth both follow from a script. */
export function scriptedPart(name: string, summary: string, scriptFor: (options: PartOptions) => Script): Part {
  return {
    name,
    summary,
    create(options) {
      const script = scriptFor(options)
      return { actor: new ScriptedActor(script, options), truth: truthOf(script, options) }
    },
  }
}

interface Activity {
  requests: number
  readonly from: EpochMilliseconds
  to: EpochMilliseconds
}

function truthOf(script: Script, options: PartOptions): PartTruth {
  const { kind, honest: reason } = script
  const sources = kind === undefined && reason === undefined ? [] : [...activityOf(script, options)]
  const guilty = kind === undefined ? [] : sources.filter(([, { requests }]) => requests >= LEAST_REQUESTS)
  return {
    attackers: guilty.map(([address, { from, to }]) => ({ address, kind: kind!, from, to })),
    honest: reason === undefined ? [] : sources.map(([address]) => ({ address, reason })),
    troubles: [{ kinds: script.troubles, from: options.start, to: options.end }],
  }
}

/** Who will send how much, and the first and last second of it. */
function activityOf(script: Script, options: PartOptions): Map<SourceText, Activity> {
  const bySource = new Map<SourceText, Activity>()
  const senders = new Senders(script, options)
  const { first, end } = activeSeconds(options)
  for (let second = first; second < end; second += SECOND) {
    for (const address of senders.of(second)) {
      const source = sourceOf(address)
      const activity = bySource.get(source) ?? { requests: 0, from: second, to: second }
      activity.requests++
      activity.to = second
      bySource.set(source, activity)
    }
  }
  return bySource
}

function sourceOf(address: string): SourceText {
  const parsed = address.includes(':') ? parseAddress(address) : null
  return parsed === null ? address : formatSource(parsed.kind, parsed.high, parsed.low)
}
