import type { ReplayCost, ReplayJob, ReplayResult } from '../../../../src/domain/replay-lab.ts'
import { count, plural } from '../../format/format-number.ts'
import { optionWords } from './lab-limits.ts'

/** A job as it is told; the server tells the names of its files too. */
export type LabJob = ReplayJob & { readonly names?: readonly string[] }

/** What the server had to say of a replay, beside its numbers. */
export type LabResult = ReplayResult & { readonly notes?: readonly string[] }

/** `12 bans would have kept out 18,204 requests; at most 311 of them were good.` */
export function costWords({ bans, prevented, prevented_ok, requests }: ReplayCost): string {
  if (requests === 0) return 'No request was found in it.'
  if (bans === 0) return 'Nobody would have been banned.'
  const kept = `${plural(bans, 'ban')} would have kept out ${plural(prevented, 'request')}`
  if (prevented === 0) return `${kept}.`
  return prevented_ok === 0
    ? `${kept}; none of them was good.`
    : `${kept}; at most ${count(prevented_ok)} of them were good.`
}

/** `classic, classic.z 4` */
export function orderWords({ order: { profile, options } }: LabJob): string {
  const words = optionWords(options)
  return words === '' ? `${profile}, limits as they are` : `${profile}, ${words}`
}

/** What the bans would have cost in good requests, of all requests; 0 … 1. */
export function goodShare({ prevented_ok, requests }: ReplayCost): number {
  return requests === 0 ? 0 : prevented_ok / requests
}

/** Addresses that only one of two replays would have banned. */
export function onlyIn(one: ReplayResult, other: ReplayResult): readonly string[] {
  const known = new Set(other.bans.map(({ address }) => address))
  return [...new Set(one.bans.map(({ address }) => address))].filter((address) => !known.has(address))
}
