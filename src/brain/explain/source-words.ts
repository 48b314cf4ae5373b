import type { EvidencePart } from '../../domain/finding.ts'
import type { SourceKind, SourceVerdict } from '../../domain/source-verdict.ts'
import { grouped } from './reason.ts'

/** What speaks against a source, in words, by the name of the part; parts not listed need none. */
const AGAINST: Readonly<Record<string, string>> = {
  'one-endpoint': 'nearly all to one page',
  assets: 'no pictures or scripts',
  referrers: 'no referrer',
  tool: 'a tool as user agent',
  gaps: 'even as a clock',
  acquaintance: 'not seen before',
}

/** What speaks for it. */
const FOR: Readonly<Record<string, string>> = {
  assets: 'it loads pictures and scripts',
  referrers: 'it follows links',
  'not-modified': 'it has much of the site already',
  'accepted-writes': 'the server accepts what it writes',
  agents: 'several people seem to share it',
  acquaintance: 'it has been here for a while',
  'as-before': 'it has kept this pace for hours',
  'signed-in': 'the server knows its user',
  program: 'programs are usual here',
  gaps: 'it comes in bursts',
  'other-requests': 'it does other things too',
  'posts-taken': 'others of its requests were taken',
}

const VISITOR: Readonly<Record<SourceKind, string>> = {
  'source-flood': 'a visitor of this kind sends up to',
  'source-scan': 'a broken page explains',
  'source-brute-force': 'somebody who forgot a password comes to',
  'source-scrape': 'a reader comes to',
  'distributed-flood': 'a visitor of this kind sends up to',
  'distributed-scan': 'by accident one comes to',
  'credential-stuffing': 'somebody who forgot a password comes to',
}

const IN_GROUP: ReadonlySet<SourceKind> = new Set(['distributed-flood', 'distributed-scan', 'credential-stuffing'])
/** Smaller parts are left to the fields. */
const WORTH_A_WORD = 0.8

/**
 * A verdict on one source in one sentence: "412 requests in 60 s, nearly all to one page, no referrer; a visitor of this kind sends up to
 * 240. 31.2 nats, 13.8 needed."
 */
export function sourceVerdictText(verdict: SourceVerdict): string {
  const { observed, expected, unit, window, kind, nats, needed, parts } = verdict
  const against = phrases(parts, AGAINST, (part) => part.nats >= WORTH_A_WORD)
  const inFavour = phrases(parts, FOR, (part) => part.nats <= -WORTH_A_WORD)
  const what = [`${grouped(observed)} ${unit} in ${duration(window)}`, ...against].join(', ')
  const but = inFavour.length === 0 ? '' : `, but ${inFavour.join(' and ')}`
  const together = IN_GROUP.has(kind) ? ', together with many others that do the same' : ''
  return `${what}${together}${but}; ${VISITOR[kind]} ${grouped(expected)}: ${grouped(nats)} nats, ${grouped(needed)} needed.`
}

function phrases(
  parts: readonly EvidencePart[],
  words: Readonly<Record<string, string>>,
  counts: (part: EvidencePart) => boolean,
): string[] {
  return parts.filter(counts).flatMap(({ name }) => words[name] ?? [])
}

function duration(seconds: number): string {
  return seconds < 180 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} minutes`
}
