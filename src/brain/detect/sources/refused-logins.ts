import type { EvidencePart } from '../../../domain/finding.ts'
import type { SourceFeatures, SpanFeatures } from '../../../domain/source-features.ts'
import type { Seconds } from '../../../domain/units.ts'
import { type Behaviour, type SourceCase, totalNats, type Weighing } from './behaviour.ts'
import { evenness } from './gaps.ts'
import { binomialWeights, ramp } from './log-likelihood.ts'
import { percent } from './narrow-law.ts'
import { loadedShare } from './source-class.ts'

/** A person who has forgotten a password tries five to eight, then asks for a new one. */
const FORGOTTEN = 8
/** A program with an old password that tries again each minute does no harm. */
const A_MINUTE = 1
/** Of a guesser's attempts, those refused. */
const GUILTY = 0.9
const LEAST_SHARE = 0.2
const MOST_SHARE = 0.6
/** A client of an interface whose key has run out, or that is told to be slower, repeats itself often. */
const PATIENCE = 20
const ELSEWHERE = 0.25
/** And a program goes on asking as it did before, even as a clock or for very long: a device whose key was revoked. */
const ASKING_A_MINUTE = 30
const LONG: readonly [Seconds, Seconds] = [900, 1_800]

/** Passwords tried and refused (POST answered 401, 403 or 429), at what is called like a login; elsewhere it takes far more. */
export const refusedLogins: Behaviour = {
  name: 'refused-logins',
  minimum: 10,
  weigh(source) {
    const { minutes, hours } = source.features
    const [near, far] = [weighSpan(source, minutes), weighSpan(source, hours)]
    if (near === null || far === null) return near ?? far
    return totalNats(far.parts) > totalNats(near.parts) ? far : near
  },
}

function weighSpan({ features, population, crowd, needed }: SourceCase, span: SpanFeatures): Weighing | null {
  if (span.refusedPosts === 0) return null
  const harmless = Math.min(MOST_SHARE, Math.max(LEAST_SHARE, population.refusedPostShare))
  const { success, failure } = binomialWeights(GUILTY, harmless)
  const logins = Math.min(span.refusedPosts, span.loginPosts)
  const others = span.refusedPosts - logins
  const taken = Math.max(0, span.posts - span.refusedPosts)
  const allowed = (FORGOTTEN + (A_MINUTE * span.length) / 60) * crowd
  const asking = span.postedEndpoints <= 1 ? askedBefore(features, span) : 0
  const patience = (PATIENCE + asking) * crowd
  const parts: EvidencePart[] = [
    {
      name: 'refused-logins',
      observed: logins,
      expected: allowed,
      unit: 'refused logins',
      nats: Math.max(0, logins - allowed) * success,
    },
  ]
  const add = (name: string, observed: number, expected: number, unit: string, nats: number) => {
    if (observed !== 0 && nats !== 0) parts.push({ name, observed, expected, unit, nats })
  }
  const elsewhere = Math.max(0, others - patience) * success * ELSEWHERE
  add('refused-posts', others, patience, 'other POST refused', elsewhere)
  add('posts-taken', taken, 0, 'POST not refused', taken * failure)
  const loaded = loadedShare(span)
  add('assets', percent(loaded), 80, '% of requests', -3 * ramp(loaded, 0.1, 0.4))
  const lacking = needed - totalNats(parts)
  return {
    kind: 'source-brute-force',
    parts,
    requests: span.requests,
    observed: span.refusedPosts,
    expected: Math.round(logins >= others ? allowed : patience),
    limit: () =>
      Math.max(1, Math.ceil(span.refusedPosts + lacking / (logins >= others ? success : success * ELSEWHERE))),
    unit: 'POST refused',
    window: Math.round(span.length),
  }
}

/** What a program that keeps time sends in the span; and of one that has asked for long, what it had left of that, as when a line comes back. */
function askedBefore({ hours }: SourceFeatures, span: SpanFeatures): number {
  const aSecond = ASKING_A_MINUTE / 60
  const kept = hours.length * aSecond - Math.max(0, hours.refusedPosts - span.refusedPosts)
  const even = evenness(span) * span.length * aSecond
  return Math.max(even, ramp(hours.length, ...LONG) * kept)
}
