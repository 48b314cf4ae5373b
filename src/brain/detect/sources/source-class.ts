import type { SourceFeatures, SpanFeatures } from '../../../domain/source-features.ts'
import { ramp, share } from './log-likelihood.ts'

/** From whom least is expected to him who may send most; `gateway` beside them, for many behind one address. */
export const SOURCE_CLASSES = ['unknown', 'crawler', 'api', 'visitor', 'gateway'] as const
export type SourceClass = (typeof SOURCE_CLASSES)[number]

const CRAWLING = 0.5
/** Part of the requests that the server accepted as writes, from which a source is a client of an application. */
const WRITING = 0.2
const ASSETS = 0.15
const REFERRED = 0.3
const NOT_MODIFIED = 0.2

/**
 * What kind of client it behaves like. A visitor loads what belongs to a page, or comes from somewhere; an `api` client writes and is
 * accepted. More assets never make a tighter class: shares are of all requests, and only the last two checks look at assets.
 */
export function classOf(features: SourceFeatures): SourceClass {
  const { minutes } = features
  if (features.standing === 'gateway') return 'gateway'
  if (isCrawler(features)) return 'crawler'
  if (loadedShare(minutes) >= ASSETS || share(minutes.notModified, minutes.requests) >= NOT_MODIFIED) return 'visitor'
  if (referredShare(features) >= REFERRED) return 'visitor'
  return share(acceptedWrites(minutes), minutes.requests) >= WRITING ? 'api' : 'unknown'
}

export function isCrawler({ hasAgents, minutes, hours }: SourceFeatures): boolean {
  const { crawlers, looked } = minutes.looked > 0 ? minutes : hours
  return hasAgents && looked > 0 && crawlers / looked >= CRAWLING
}

/** Assets that were there, of all requests. */
export function loadedShare({ assets, missingAssets, requests }: SpanFeatures): number {
  return share(Math.max(0, assets - missingAssets), requests)
}

/** Of the lines looked at; 0 when the log does not say. */
export function referredShare({ hasReferrers, minutes }: SourceFeatures): number {
  return hasReferrers ? share(minutes.referred, minutes.looked) : 0
}

/** Writes that the server did not refuse, and that are no logins. */
function acceptedWrites({ accepted, posts, refusedPosts, loginPosts, answered }: SpanFeatures): number {
  return Math.max(accepted, Math.min(answered, posts - refusedPosts - loginPosts))
}

/** 0 … 1: how much of a browser's behaviour is in it: pictures loaded, links followed. Agents alone prove nothing, for they are free to make up. */
export function humanity(features: SourceFeatures): number {
  return Math.max(ramp(loadedShare(features.minutes), 0.1, 0.4), ramp(referredShare(features), 0.1, 0.6))
}

/** Different user agents, or 1 when the log does not say. */
export function agentsOf({ hasAgents, minutes, hours }: SourceFeatures): number {
  return hasAgents ? Math.max(1, minutes.agents, hours.agents) : 1
}

const MOST_PEOPLE = 64
const FEWEST_OF_GATEWAY = 8

/**
 * By how much more than from one client may come: half as much again for each user agent that is believed, 1 … 32.5. Those of a known
 * gateway are, those of others as far as they behave like browsers.
 */
export function crowdFactor(features: SourceFeatures): number {
  const agents = Math.min(MOST_PEOPLE, agentsOf(features))
  if (features.standing === 'gateway') return 1 + (Math.max(FEWEST_OF_GATEWAY, agents) - 1) / 2
  return 1 + (humanity(features) * (agents - 1)) / 2
}
