import type { GroupTrait, SourceFeatures, SpanFeatures, Standing } from '../../../domain/source-features.ts'
import type { SourceVerdict } from '../../../domain/source-verdict.ts'
import type { Seconds } from '../../../domain/units.ts'
import { isBannable, judgeSource } from './judge-source.ts'
import { type PopulationNumbers, PRIOR } from './population-numbers.ts'
import { sourceLimits } from './source-limits.ts'

/** One request of the source in question; what is left out is that of a bare GET by a browser. */
export interface Line {
  /** Seconds from the source's first request. */
  readonly at: Seconds
  readonly path: string
  readonly method?: string
  readonly status?: number
  readonly bytes?: number
  readonly agent?: string
  readonly referrer?: string
  /** The name in the third column. */
  readonly user?: string
}

export interface Circumstances {
  readonly standing?: Standing
  readonly hasReferrers?: boolean
  readonly hasAgents?: boolean
  /** Seconds that it has been seen before its first line. */
  readonly before?: Seconds
  readonly population?: PopulationNumbers
  readonly groups?: readonly GroupTrait[]
  /** 6: the source is a /64. */
  readonly kind?: 4 | 6
}

const START = 1_772_000_000_000
const ASSET = /\.(css|js|png|jpe?g|webp|svg|ico|woff2?|ttf|gif|mp4|ts)$/
const LOGIN = /login|signin|\/token$/
const WEBDAV = /^(PUT|DELETE|PROPFIND|MKCOL|MOVE|COPY|REPORT)$/
const BUSY = 8
const SPAN_OF = { minutes: 300, hours: 7_200 } as const

const endpointOf = (path: string) => path.replace(/\?.*/, '').replace(/\d+/g, ':n')
export const hashOf = (endpoint: string) => [...endpoint].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7)
const isAsset = ({ path }: Line) => ASSET.test(path.replace(/\?.*/, ''))
const statusOf = ({ status = 200 }: Line) => status
const isPost = ({ method }: Line) => method === 'POST'
const isOfNote = (line: Line) =>
  (statusOf(line) >= 300 && statusOf(line) < 500 && statusOf(line) !== 304) || (isPost(line) && LOGIN.test(line.path))
const distinct = (values: readonly unknown[]) => new Set(values).size

/** What the edge would tell of the source after its last line; counted in the plainest way. */
export function study(
  lines: readonly Line[],
  { groups: _, population: __, ...told }: Circumstances = {},
): SourceFeatures {
  const now = lines.at(-1)!.at
  const within = (window: Seconds, i = lines.length - 1) =>
    lines.slice(0, i + 1).filter(({ at }) => Math.floor(at) > Math.floor(lines[i]!.at) - window).length
  const studied = lines.filter((line, i) => isOfNote(line) || (i >= BUSY && lines[i]!.at - lines[i - BUSY]!.at < 60))
  const span = (half: Seconds) =>
    spanOf(
      studied.filter(({ at }) => Math.floor(at / half) >= Math.floor(now / half) - 1),
      told,
    )
  return {
    source: told.kind === 6 ? { kind: 6, high: 0x20010db8, low: 1 } : { kind: 4, high: 0, low: 0xcb007105 },
    at: START + now * 1_000,
    seen: now - lines[0]!.at + (told.before ?? 0),
    total: lines.length,
    standing: told.standing ?? 'new',
    window1: within(1),
    window10: within(10),
    window60: within(60),
    minutes: span(SPAN_OF.minutes),
    hours: span(SPAN_OF.hours),
    hasReferrers: told.hasReferrers ?? true,
    hasAgents: told.hasAgents ?? true,
  }
}

function spanOf(lines: readonly Line[], { hasReferrers = true, hasAgents = true }: Circumstances): SpanFeatures {
  const pages = lines.filter((line) => !isAsset(line))
  const paths = (some: readonly Line[]) => distinct(some.map(({ path }) => path.replace(/\?.*/, '')))
  const answer = (line: Line) => `${statusOf(line)} ${Math.round(20 * Math.log(1 + (line.bytes ?? 5_000)))}`
  const missing = pages.filter((line) => [404, 410, 400, 405].includes(statusOf(line)))
  const refused = pages.filter((line) => [401, 403].includes(statusOf(line)))
  const redirected = pages.filter((line) => statusOf(line) >= 300 && statusOf(line) < 400 && statusOf(line) !== 304)
  const posts = lines.filter(isPost)
  const counts = new Map<string, number>()
  for (const { path } of pages) counts.set(endpointOf(path), (counts.get(endpointOf(path)) ?? 0) + 1)
  const [top = '', topRequests = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? []
  return {
    length: lines.length === 0 ? 0 : lines.at(-1)!.at - lines[0]!.at,
    requests: lines.length,
    assets: lines.length - pages.length,
    missingAssets: lines.filter((line) => isAsset(line) && statusOf(line) === 404).length,
    notModified: lines.filter((line) => statusOf(line) === 304).length,
    answered: pages.filter((line) => statusOf(line) < 300).length,
    missing: missing.length,
    distinctMissing: paths(missing),
    refused: refused.length,
    distinctRefused: paths(refused),
    redirected: redirected.length,
    distinctRedirected: paths(redirected),
    redirectAnswers: distinct(redirected.map(answer)),
    failed: pages.filter((line) => statusOf(line) >= 499).length,
    posts: posts.length,
    postedEndpoints: distinct(posts.map(({ path }) => endpointOf(path))),
    postAnswers: distinct(posts.map(answer)),
    refusedPosts: posts.filter((line) => [401, 402, 403, 429].includes(statusOf(line))).length,
    loginPosts: posts.filter(({ path }) => LOGIN.test(path)).length,
    accepted: lines.filter(
      (line) => [201, 204, 207].includes(statusOf(line)) || (statusOf(line) < 300 && WEBDAV.test(line.method ?? 'GET')),
    ).length,
    heads: lines.filter((line) => line.method === 'HEAD' && statusOf(line) < 300).length,
    bytes: lines.reduce((sum, { bytes = 5_000 }) => sum + bytes, 0),
    endpoints: counts.size,
    topEndpoint: hashOf(top),
    topRequests,
    looked: lines.length,
    referred: hasReferrers ? lines.filter(({ referrer = '' }) => referrer !== '').length : 0,
    paths: paths(pages.filter((line) => statusOf(line) < 300)),
    tools: hasAgents ? lines.filter(({ agent = 'Mozilla/5.0' }) => !agent.startsWith('Mozilla')).length : 0,
    programs: hasAgents ? lines.filter(({ agent = 'Mozilla/5.0' }) => !agent.startsWith('Mozilla')).length : 0,
    crawlers: hasAgents ? lines.filter(({ agent = '' }) => /bot.*\+https?:/i.test(agent)).length : 0,
    signedIn: lines.filter((line) => line.user !== undefined && statusOf(line) < 400).length,
    agents: hasAgents ? distinct(lines.map(({ agent = 'Mozilla/5.0' }) => agent)) : 0,
    gapVariation: variation(pages.slice(1).map(({ at }, i) => at - pages[i]!.at)),
  }
}

function variation(gaps: readonly number[]): number | null {
  if (gaps.length < 7) return null
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
  return mean === 0 ? 0 : Math.sqrt(variance) / mean
}

export const judged = (lines: readonly Line[], told: Circumstances = {}): SourceVerdict =>
  judgeSource(study(lines, told), told.population ?? PRIOR, told.groups ?? [])

/**
 * The first ban, with the seconds until then, judged only when the edge would ask: as its requests that are no assets reach 8, and a
 * quarter more each time, and at the first crossing of a limit in each second.
 */
export function firstBan(lines: readonly Line[], told: Circumstances = {}): (SourceVerdict & { at: Seconds }) | null {
  const limits = sourceLimits(told.population ?? PRIOR, told.groups)
  let [next, asked] = [limits.study, -1]
  for (let i = 0; i < lines.length; i++) {
    const { at } = lines[i]!
    const recent = (window: Seconds) =>
      i >= limits.plain[window as 1] && Math.floor(lines[i - limits.plain[window as 1]]!.at) > Math.floor(at) - window
    const crossed = Math.floor(at) !== asked && (recent(1) || recent(10) || recent(60))
    if (i + 1 < next && !crossed) continue
    if (crossed) asked = Math.floor(at)
    else next = Math.max(i + 2, Math.ceil(next * 1.25))
    const verdict = judged(lines.slice(0, i + 1), told)
    if (isBannable(verdict)) return { ...verdict, at }
  }
  return null
}

/** The verdict that came nearest to a ban, judged `checks` times on the way and at the end. */
export function nearest(
  lines: readonly Line[],
  told: Circumstances = {},
  checks = 60,
): SourceVerdict & { at: Seconds } {
  let best: (SourceVerdict & { at: Seconds }) | undefined
  for (let check = 1; check <= checks; check++) {
    const upTo = Math.max(1, Math.round((lines.length * check) / checks))
    const verdict = judged(lines.slice(0, upTo), told)
    if (best === undefined || verdict.nats - verdict.needed > best.nats - best.needed)
      best = { ...verdict, at: lines[upTo - 1]!.at }
  }
  return best!
}
