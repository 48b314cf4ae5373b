import type { EvidencePart } from '../../../domain/finding.ts'
import { type Behaviour, totalNats } from './behaviour.ts'
import { evenness } from './gaps.ts'
import { countFor, excessNats, ramp, share } from './log-likelihood.ts'
import { percent } from './narrow-law.ts'
import { humanity } from './source-class.ts'

/** A client with a wrong or old password asks every ten seconds at most, and may begin with some at once. */
const BURST = 10
const A_MINUTE = 6
/** More of one that keeps time; and as many as an application polls, of one that was answered before. */
const EVEN_A_MINUTE = 12
const POLLS_A_MINUTE = 30
const DISPERSION = 3
const PATHS = 3

/**
 * Passwords tried without POST: the browser's own password window, refused each time (401, 403) at one to three paths, and nothing
 * ever answered. Slow ones are spared, for a sync client whose password was changed looks the same; so is what
 * comes from a page, whose session has ended.
 */
export const refusedCredentials: Behaviour = {
  name: 'refused-credentials',
  minimum: 10,
  weigh({ features, crowd, needed }) {
    const { minutes, hours } = features
    const refused = minutes.refused - Math.min(minutes.refused, minutes.refusedPosts)
    if (refused === 0 || minutes.distinctRefused > PATHS) return null
    if (minutes.answered > 0 || minutes.accepted > 0 || minutes.notModified > 0) return null
    if (humanity(features) > 0) return null
    const wasAnswered = hours.answered + hours.notModified > 0 || features.standing !== 'new'
    const even = A_MINUTE + ((wasAnswered ? POLLS_A_MINUTE : EVEN_A_MINUTE) - A_MINUTE) * evenness(minutes)
    const expected = (BURST + (even * minutes.length) / 60) * crowd
    const others = Math.max(0, minutes.requests - minutes.refused)
    const nats = excessNats(refused, expected, DISPERSION)
    const rest: EvidencePart[] = []
    if (others > 0)
      rest.push({ name: 'other-requests', observed: others, expected: 0, unit: 'other requests', nats: -others })
    if (features.hasAgents && minutes.looked > 0) {
      const tools = share(minutes.tools, minutes.looked)
      if (tools > 0.2)
        rest.push({
          name: 'tool',
          observed: percent(tools),
          expected: 0,
          unit: '% of requests',
          nats: ramp(tools, 0.2, 0.8),
        })
    }
    return {
      kind: 'source-brute-force',
      parts: [{ name: 'refused-credentials', observed: refused, expected, unit: 'requests refused', nats }, ...rest],
      requests: minutes.requests,
      observed: refused,
      expected: Math.round(expected),
      limit: () => countFor(Math.max(0.01, needed - totalNats(rest)), expected, DISPERSION),
      unit: 'requests refused',
      window: Math.round(minutes.length),
    }
  },
}
