import type { EvidencePart } from '../../../domain/finding.ts'
import type { SpanFeatures } from '../../../domain/source-features.ts'
import { type Behaviour, type SourceCase, totalNats, type Weighing } from './behaviour.ts'
import { binomialWeights, ramp } from './log-likelihood.ts'
import { signedInPart } from './signed-in.ts'
import { referredShare } from './source-class.ts'

/** Logins of one person within some hours. */
const ORDINARY = 6
/** A program that renews its session. */
const A_MINUTE = 1
/** An open page renews its session more often, and says where it comes from. */
const FROM_A_PAGE = 9
/** Of a guesser's requests, those that try a password or fetch the form for it. */
const GUILTY = 0.9
const LEAST_SHARE = 0.1
const MOST_SHARE = 0.5
/** Answers of a guesser: wrong, and at times something else. */
const FEWEST_ANSWERS = 2
const VARIED = 0.1
const MOSTLY = 0.8

/**
 * Logins without end that are all answered alike, 200 or a redirect of one size: many applications say "wrong password" so. Whoever
 * gets in goes on to something else, and each such request speaks for the source; other requests to the endpoint itself, as for a fresh
 * form, do not. Refused logins are left to `refused-logins`, and endpoints that are not called like a login to `flood`: events, uploads
 * and queries are also answered alike.
 */
export const sameAnswerLogins: Behaviour = {
  name: 'same-answer-logins',
  minimum: 10,
  weigh(source) {
    const { minutes, hours } = source.features
    const [near, far] = [weighSpan(source, minutes), weighSpan(source, hours)]
    if (near === null || far === null) return near ?? far
    return totalNats(far.parts) > totalNats(near.parts) ? far : near
  },
}

function weighSpan({ features, population, crowd, needed }: SourceCase, span: SpanFeatures): Weighing | null {
  const { posts, postAnswers, requests, topRequests } = span
  const loginPosts = span.loginPosts - span.refusedPosts
  if (loginPosts <= 0 || loginPosts < MOSTLY * posts) return null
  if (postAnswers > Math.max(FEWEST_ANSWERS, VARIED * posts)) return null
  const harmless = Math.min(MOST_SHARE, Math.max(LEAST_SHARE, population.loginShare))
  const { success, failure } = binomialWeights(GUILTY, harmless)
  const patience = 1 + FROM_A_PAGE * ramp(referredShare(features), 0.1, 0.6)
  const allowed = (ORDINARY + (A_MINUTE * span.length) / 60) * crowd * patience
  const others = Math.max(0, requests - Math.max(loginPosts, topRequests))
  const unit = 'logins answered alike'
  const parts: EvidencePart[] = [
    {
      name: 'same-answer',
      observed: loginPosts,
      expected: allowed,
      unit,
      nats: Math.max(0, loginPosts - allowed) * success,
    },
    { name: 'other-requests', observed: others, expected: 0, unit: 'other requests', nats: others * failure },
  ]
  const signedIn = signedInPart(span, population, 0.8, 0.95)
  if (signedIn !== null) parts.push(signedIn)
  return {
    kind: 'source-brute-force',
    parts,
    requests,
    observed: loginPosts,
    expected: Math.round(allowed),
    limit: () => Math.ceil(allowed + (needed - others * failure - (signedIn?.nats ?? 0)) / success),
    unit,
    window: Math.round(span.length),
  }
}
