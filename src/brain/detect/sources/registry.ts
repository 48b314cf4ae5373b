import { bandwidthHog } from './bandwidth-hog.ts'
import type { Behaviour } from './behaviour.ts'
import { errorLoop } from './error-loop.ts'
import { flood } from './flood.ts'
import { groupMember } from './group-member.ts'
import { longWalk } from './long-walk.ts'
import { pathScan } from './path-scan.ts'
import { refusedCredentials } from './refused-credentials.ts'
import { refusedLogins } from './refused-logins.ts'
import { sameAnswerLogins } from './same-answer-logins.ts'
import { scrape } from './scrape.ts'

/** All ways to do harm that a single source is judged by, flood first: of equals the first counts. Add yours here. */
export const behaviours: readonly Behaviour[] = [
  flood,
  bandwidthHog,
  pathScan,
  errorLoop,
  refusedLogins,
  sameAnswerLogins,
  refusedCredentials,
  scrape,
  longWalk,
  groupMember,
]
