import { FormatError } from '../../domain/errors.ts'
import { readApacheFormat } from './apache-format-directive.ts'
import { unreadableTime } from './apache-format-time.ts'
import { type ApacheToken, tokenizeApache } from './apache-format-tokens.ts'
import { ApacheParser } from './apache-parser.ts'
import { clfFormat } from './clf-format.ts'
import type { ClfShape } from './clf-parser.ts'
import type { TimeMeaning } from './event-time.ts'
import type { ParserOptions } from './line-format.ts'
import type { LineParser } from './line-parser.ts'
import { cutPieces, type PieceTokens } from './log-format-pieces.ts'
import type { Field, Token } from './log-format-variables.ts'
import { TextParser } from './text-parser.ts'
import { TextPiece } from './text-piece.ts'

/** Formats that the parser of the Common Log Format reads, several times as fast. */
const CLF: readonly { readonly name: string; readonly pattern: RegExp; readonly shape: ClfShape }[] = [
  { name: 'common', pattern: /^%[ha] %l %u %t "%r" %>s %[bBO]$/, shape: { vhost: false, agent: false } },
  {
    name: 'combined',
    pattern: /^%[ha] %l %u %t "%r" %>s %[bBO] "%\{Referer\}i" "%\{User-agent\}i"(?: %I)?(?: %O)?$/i,
    shape: { vhost: false, agent: true },
  },
  {
    name: 'vhost_combined',
    pattern: /^%[vV]:%p %[ha] %l %u %t "%r" %>s %[bBO] "%\{Referer\}i" "%\{User-agent\}i"$/i,
    shape: { vhost: true, agent: true },
  },
]

/**
 * A parser for lines that Apache writes with a LogFormat: its text, or the whole directive. The client's address is taken from
 * `%a` or `%h`, which mod_remoteip corrects. Throws FormatError for what cannot be read without doubt.
 */
export function compileApacheFormat(text: string, options: ParserOptions = {}): LineParser {
  const format = readApacheFormat(text)
  const clf = CLF.find(({ pattern }) => pattern.test(format))
  if (clf !== undefined) return clfFormat(clf.name, `Apache's ${clf.name}`, clf.shape, 'bare-start').create(options)

  const parts = settled(tokenizeApache(format))
  checkParts(parts)
  const tokens = parts.map(({ token }) => token)
  const pieces = cutPieces(tokens, 'default')
  const fields = new Set(pieces.flatMap((piece) => piece.tokens.flatMap(fieldOf)))
  if (!fields.has('address') || !fields.has('status') || ![...fields].some(isTime)) {
    throw new FormatError(
      'the log format does not say where the address, the status or the time begins and ends',
      'Put a blank on both sides of %a, %>s and %t, or quotes around them.',
    )
  }
  const startsAt = parts.some(({ token, moment }) => fieldOf(token).some(isTime) && moment === 'start')
  const time: TimeMeaning = !startsAt ? 'end' : fields.has('duration') ? 'start' : 'bare-start'
  options.onFormat?.({ name: 'apache', columns: format, time })
  const durationUnit = parts.find(({ token }) => fieldOf(token)[0] === 'duration')?.unit
  const create = (cut: readonly PieceTokens[]) =>
    new TextParser(
      'apache',
      cut.map((piece) => new TextPiece(piece.tokens, piece.delimiter)),
      {
        startsAt,
        trusted: options.trusted,
        ...(durationUnit !== undefined && { durationUnit }),
      },
    )
  const hasUser = tokens.some(isUser)
  return hasUser
    ? new ApacheParser(create(pieces), create(cutPieces(tokens.map(withoutUser), 'default')))
    : create(pieces)
}

/** Leaves one token for each field: that of the lowest rank, and times of one moment, the end if the format tells it. */
function settled(parts: readonly ApacheToken[]): ApacheToken[] {
  const moment = parts.some((part) => part.moment === 'end' && fieldOf(part.token).some(isTime)) ? 'end' : 'start'
  const best = new Map<Field, ApacheToken>()
  for (const part of parts) {
    for (const field of fieldOf(part.token)) {
      if (isTime(field) && part.moment !== moment) continue
      const known = best.get(field)
      if (known === undefined || part.rank < known.rank) best.set(field, part)
    }
  }
  if (best.has('request')) for (const field of ['method', 'target'] as const) best.delete(field)
  return parts.map((part) => {
    const [field] = fieldOf(part.token)
    if (field === undefined || best.get(field) === part) return part
    return { ...part, token: { ...part.token, field: null } as Token }
  })
}

function checkParts(parts: readonly ApacheToken[]): void {
  const fields = parts.flatMap(({ token }) => fieldOf(token))
  if (!fields.some(isTime)) {
    const names = parts.flatMap(({ token }) =>
      token.type === 'variable' && token.name.endsWith('t') ? [token.name] : [],
    )
    throw unreadableTime(names)
  }
  const missing: string[] = []
  if (!fields.includes('address'))
    missing.push('no client address (%a or %h; %{c}a is the connection, which may be a proxy)')
  if (!fields.includes('status')) missing.push('no status (%>s)')
  if (missing.length === 0) return
  throw new FormatError(
    `the log format has ${missing.join(', ')}`,
    'Add what is missing to the LogFormat, or log a second file with the format "combined".',
  )
}

function fieldOf(token: Token): Field[] {
  return token.type === 'variable' && token.field !== null ? [token.field] : []
}

function isTime(field: Field): boolean {
  return field === 'time-local' || field === 'msec'
}

function isUser(token: Token): boolean {
  return token.type === 'variable' && /^%[<>]?u$/.test(token.name)
}

/** Apache writes an empty user as two quotes, which no other value can hold bare. */
function withoutUser(token: Token): Token {
  return isUser(token) ? { type: 'literal', text: '""' } : token
}
