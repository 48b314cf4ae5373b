import type { EvidencePart } from '../../../domain/finding.ts'
import type { SourceFeatures, SpanFeatures } from '../../../domain/source-features.ts'
import { type Behaviour, type SourceCase, totalNats, type Weighing } from './behaviour.ts'
import { binomialWeights, type Nats, ramp, share } from './log-likelihood.ts'
import { percent } from './narrow-law.ts'
import { signedInPart } from './signed-in.ts'
import { isLinked, servesPrograms } from './site-clients.ts'
import { isCrawler, loadedShare, referredShare } from './source-class.ts'

/** A page may name up to so many things that are not there; it is one fault, and not the visitor's. */
const OF_ONE_PAGE = 7
/** The same of paths that moved. */
const MOVED = 10
/** Of a scanner's requests, those for one more path that is not there. */
const GUILTY = 0.7
const GUILTY_REDIRECT = 0.95
/** Old links can be all that a crawler has of a site that was rebuilt. */
const CRAWLER_MISSING = 0.3
const CRAWLER_GUILTY = 0.9
/** And one that takes its time, a page a second at most, may find little else. */
const PATIENT_CRAWLER_MISSING = 0.85
const CRAWLER_MOST = 0.88
const PATIENT_RATE: readonly [number, number] = [1, 2]
/** A moved site is worse for who knows all its old paths than for visitors. */
const CRAWLER_MARGIN = 2
/** Paths that a program looks for where programs are the usual clients, as indexes in each language; and what is usual then. */
const OF_ONE_LIST = 50
const LISTED_MISSING = 0.3
const LEAST_SHARE = 0.02
const MOST_SHARE = 0.35
/** Where so many are redirected anyway, as to https, redirects tell nothing. */
const REDIRECTING_SITE = 0.5
/** Ids collapsed, a list of paths is many endpoints; a program that asks for things by number, many of them gone, is one or two. */
export const PATHS_AN_ENDPOINT = 4
/** Refusals also meet those whose session has ended; and one before each answer is how many clients log in (RFC 9110, 11.6). */
const REFUSED_WEIGHT = 0.6
/** A path asked for again, though it was not there. */
const REPEAT_WEIGHT = 0.5

/** Paths that are not there, are refused, or are all redirected to one place: how many different ones of all requests. */
export const pathScan: Behaviour = {
  name: 'path-scan',
  minimum: 10,
  weigh(source) {
    const { minutes, hours } = source.features
    const [near, far] = [weighSpan(source, minutes, 0), weighSpan(source, hours, unstudied(source.features))]
    return totalNats(far.parts) > totalNats(near.parts) ? far : near
  },
}

/** Requests of hours that were no reason to study the source: those of who comes seldom are studied only when they fail. */
function unstudied({ seen, total, hours, minutes }: SourceFeatures): number {
  const since = Math.max(hours.length, minutes.length, 1)
  return Math.max(0, total * Math.min(1, since / Math.max(1, seen)) - hours.requests)
}

function weighSpan(source: SourceCase, span: SpanFeatures, more: number): Weighing {
  const missing = weighMissing(source, span, more)
  const redirects = weighRedirects(source, span, more)
  const main = redirects !== null && totalNats(redirects) > totalNats(missing) ? redirects : missing
  const rest = circumstances(source, span)
  const [first, against] = main as [EvidencePart, EvidencePart]
  const each = first.nats / Math.max(1, first.observed - first.expected)
  const lacking = source.needed - against.nats - totalNats(rest)
  return {
    kind: 'source-scan',
    parts: [...main, ...rest],
    requests: span.requests,
    observed: Math.round(first.observed),
    expected: Math.round(first.expected),
    limit: () => Math.ceil(first.expected + lacking / (each > 0 ? each : 1)),
    unit: first.unit,
    window: Math.round(span.length),
  }
}

function weighMissing({ features, population, crowd }: SourceCase, span: SpanFeatures, more: number): EvidencePart[] {
  const crawls = isCrawler(features)
  const usual = population.missingShare + population.refusedShare
  const lists = servesPrograms(population) * ramp(share(span.programs, span.looked), 0.5, 0.9)
  const harmless = crawls
    ? crawlerMissing(usual, span)
    : Math.min(MOST_SHARE, Math.max(LEAST_SHARE, usual, LISTED_MISSING * lists))
  const weights = binomialWeights(crawls ? CRAWLER_GUILTY : GUILTY, harmless)
  const most = PATHS_AN_ENDPOINT * Math.max(1, span.endpoints)
  const bad = span.missing + span.refused
  const good = Math.max(0, span.requests - span.missingAssets - bad - span.redirected)
  const refused = Math.max(0, Math.min(span.distinctRefused, most) - good)
  const distinct = Math.min(span.distinctMissing, most) + REFUSED_WEIGHT * refused
  const faults = (OF_ONE_PAGE + OF_ONE_LIST * lists) * crowd
  const repeated = Math.max(0, bad - span.distinctMissing - span.distinctRefused)
  const others = good + more + REPEAT_WEIGHT * repeated
  return tally('distinct-missing', 'different missing paths', distinct, faults, others, weights)
}

/** Follows what is missing for everybody; the pace is that of the span, as if it were a minute long at least. */
function crawlerMissing(usual: number, { requests, length }: SpanFeatures): number {
  const patient = 1 - ramp(requests / Math.max(60, length), ...PATIENT_RATE)
  const least = CRAWLER_MISSING + (PATIENT_CRAWLER_MISSING - CRAWLER_MISSING) * patient
  return Math.min(CRAWLER_MOST, Math.max(least, CRAWLER_MARGIN * usual))
}

function weighRedirects(
  { features, population, crowd }: SourceCase,
  span: SpanFeatures,
  more: number,
): EvidencePart[] | null {
  const harmless = Math.max(0.1, population.redirectedShare)
  if (isCrawler(features) || harmless >= REDIRECTING_SITE || span.redirectAnswers > 2) return null
  const weights = binomialWeights(GUILTY_REDIRECT, harmless)
  const distinct = Math.min(span.distinctRedirected, PATHS_AN_ENDPOINT * Math.max(1, span.endpoints))
  const bad = span.missing + span.refused
  const repeated = Math.max(0, span.redirected - span.distinctRedirected)
  const others =
    more + Math.max(0, span.requests - span.missingAssets - bad - span.redirected) + REPEAT_WEIGHT * repeated
  return tally('distinct-redirected', 'different paths redirected alike', distinct, MOVED * crowd, others, weights)
}

function tally(
  name: string,
  unit: string,
  distinct: number,
  allowed: number,
  others: number,
  { success, failure }: { readonly success: Nats; readonly failure: Nats },
): EvidencePart[] {
  return [
    { name, observed: distinct, expected: allowed, unit, nats: Math.max(0, distinct - allowed) * success },
    { name: 'other-requests', observed: others, expected: 0, unit: 'other requests', nats: others * failure },
  ]
}

function circumstances({ features, population }: SourceCase, span: SpanFeatures): EvidencePart[] {
  const parts: EvidencePart[] = []
  const add = (name: string, observed: number, expected: number, unit: string, nats: Nats) => {
    if (nats !== 0) parts.push({ name, observed, expected, unit, nats })
  }
  const loaded = loadedShare(span)
  add('assets', percent(loaded), 80, '% of requests', -4 * ramp(loaded, 0.1, 0.4))
  const accepted = share(span.accepted, span.requests)
  add('accepted-writes', percent(accepted), 0, '% of requests', -6 * ramp(accepted, 0.02, 0.2))
  if (features.hasReferrers && span.looked > 0) {
    const referred = referredShare(features)
    add(
      'referrers',
      percent(referred),
      80,
      '% of requests',
      referred === 0 ? isLinked(population) : -3 * ramp(referred, 0.1, 0.6),
    )
  }
  if (features.hasAgents && span.looked > 0) {
    const tools = share(span.tools, span.looked)
    add('tool', percent(tools), 0, '% of requests', 1.5 * (1 - servesPrograms(population)) * ramp(tools, 0.2, 0.8))
  }
  const signedIn = signedInPart(span, population, 0.2, 0.8)
  if (signedIn !== null) parts.push(signedIn)
  return parts
}
