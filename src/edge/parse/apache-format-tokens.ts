import { FormatError } from '../../domain/errors.ts'
import { apacheTime } from './apache-format-time.ts'
import { ADDRESS_BYTE, type Field, NUMBER_BYTE, type Shape, type Token, WORD_BYTE } from './log-format-variables.ts'

/** A token of a LogFormat and what is known of it beside. */
export interface ApacheToken {
  readonly token: Token
  /** Of several for one field the one of the lowest rank is read. */
  readonly rank: number
  /** Of a duration: milliseconds of one unit. */
  readonly unit: number
  readonly moment: 'start' | 'end'
}

interface Meaning {
  readonly shape: Shape
  readonly field?: Field
  readonly rank?: number
  readonly unit?: number
}

const ADDRESS: Shape = { type: 'set', mask: ADDRESS_BYTE }
const NUMBER: Shape = { type: 'set', mask: NUMBER_BYTE }
const WORD: Shape = { type: 'set', mask: WORD_BYTE }
const LOOSE: Shape = { type: 'loose' }

/** Directives by letter. Apache escapes quotes, backslashes and control bytes in all that a client sends. */
const DIRECTIVES: Readonly<Record<string, Meaning>> = {
  a: { shape: ADDRESS, field: 'address' },
  // May be a host name, which is then refused as an address.
  h: { shape: WORD, field: 'address', rank: 1 },
  A: { shape: ADDRESS },
  s: { shape: { type: 'fixed', length: 3 }, field: 'status', rank: 1 },
  b: { shape: NUMBER, field: 'bytes' },
  B: { shape: NUMBER, field: 'bytes', rank: 1 },
  O: { shape: NUMBER, field: 'bytes', rank: 2 },
  I: { shape: NUMBER },
  S: { shape: NUMBER },
  D: { shape: NUMBER, field: 'duration', unit: 0.001 },
  T: { shape: NUMBER, field: 'duration', unit: 1_000, rank: 2 },
  r: { shape: LOOSE, field: 'request' },
  U: { shape: LOOSE, field: 'target' },
  m: { shape: LOOSE, field: 'method' },
  p: { shape: NUMBER },
  P: { shape: WORD },
  k: { shape: NUMBER },
  X: { shape: WORD },
  v: { shape: WORD },
  V: { shape: WORD },
  '^FB': { shape: NUMBER },
  ...Object.fromEntries([...'ulqHfioneCLR'].concat('^ti', '^to').map((letter) => [letter, { shape: LOOSE }])),
}

/** What proxies say of the client, in lower case: whole lists before single addresses, which a client may have set itself. */
const FORWARDED: readonly string[] = 'x-forwarded-for forwarded x-real-ip cf-connecting-ip true-client-ip'.split(' ')

/** Units of `%{…}T` and the rank of each: the finest is read. */
const UNITS: Readonly<Record<string, Meaning>> = {
  us: { shape: NUMBER, field: 'duration', unit: 0.001 },
  ms: { shape: NUMBER, field: 'duration', unit: 1, rank: 1 },
  s: { shape: NUMBER, field: 'duration', unit: 1_000, rank: 2 },
}

/** Variables of mod_ssl that hold no text of a client. */
const SAFE_SSL =
  /^SSL_(PROTOCOL|CIPHER|CIPHER_\w+|SESSION_ID|SESSION_RESUMED|SECURE_RENEG|COMPRESS_METHOD|CLIENT_VERIFY)$/

/** A request put together from parts, a path with its query, or one directive: `%`, status codes, `<` or `>`, `{argument}`, letter. */
const DIRECTIVE =
  /%[<>]?m %[<>]?U(?:%[<>]?q)?(?: %[<>]?H)?|%[<>]?U%[<>]?q|%(?:%|([<>!,\d]*)(?:\{([^}]*)\})?([<>!,\d]*)(\^\w\w|[a-zA-Z]))/g

/** Splits the text of a LogFormat. Throws FormatError for directives that nobody knows. */
export function tokenizeApache(format: string): ApacheToken[] {
  const tokens: ApacheToken[] = []
  let end = 0
  for (const match of format.matchAll(DIRECTIVE)) {
    tokens.push(...literal(format.slice(end, match.index)))
    const [written, before = '', argument = '', behind = '', letter] = match
    end = match.index + written.length
    if (written === '%%') tokens.push(plain({ type: 'literal', text: '%' }))
    else if (letter !== undefined) tokens.push(...directive(written, before + behind, argument, letter))
    else tokens.push(variable(written, { shape: LOOSE, field: written.includes('m') ? 'request' : 'target' }))
  }
  tokens.push(...literal(format.slice(end)))
  return tokens
}

function literal(text: string): ApacheToken[] {
  if (text.includes('%')) {
    throw new FormatError(
      `the log format has a % that begins no directive, in "${text.slice(0, 40)}"`,
      'Write %% for a per cent sign.',
    )
  }
  return text === '' ? [] : [plain({ type: 'literal', text })]
}

function directive(written: string, modifiers: string, argument: string, letter: string): ApacheToken[] {
  const isConditional = /\d/.test(modifiers)
  if (letter === 't' && !isConditional) {
    const { tokens, moment } = apacheTime(written, argument)
    return tokens.map((token) => ({ ...plain(token), moment }))
  }
  const meaning = meaningOf(written, modifiers, argument, letter)
  // Apache writes `-` when the status is none of the list.
  if (isConditional && meaning.shape !== NUMBER) return [variable(written, { shape: LOOSE })]
  return [variable(written, meaning)]
}

function meaningOf(written: string, modifiers: string, argument: string, letter: string): Meaning {
  if (argument === 'c' && (letter === 'a' || letter === 'h')) return { shape: WORD }
  if (letter === 't') return { shape: LOOSE }
  const rank = letter === 'i' ? FORWARDED.indexOf(argument.toLowerCase()) : -1
  if (rank >= 0) return { shape: LOOSE, field: 'forwarded', rank }
  if (letter === 's' && modifiers.includes('>')) return { ...DIRECTIVES.s!, rank: 0 }
  if (letter === 'T' && argument !== '') {
    if (Object.hasOwn(UNITS, argument)) return UNITS[argument]!
    throw new FormatError(`Apache knows no unit "${argument}" of ${written}`, 'Use %{us}T, %{ms}T, %T or %D.')
  }
  if (letter === 'x' || letter === 'c') {
    if (SAFE_SSL.test(argument)) return { shape: WORD }
    throw new FormatError(
      `Apache before 2.4.64 writes ${written} as the client sent it, which can be whole lines of its own`,
      `Take ${written} out of the LogFormat, or log it to a second file.`,
    )
  }
  const known = Object.hasOwn(DIRECTIVES, letter) ? DIRECTIVES[letter] : undefined
  if (known !== undefined) return known
  throw new FormatError(
    `what ${written} of the log format writes is not known`,
    `Take ${written} out of the LogFormat, or log a second file with the format "combined".`,
  )
}

function variable(name: string, { shape, field, rank = 0, unit = 0 }: Meaning): ApacheToken {
  return { token: { type: 'variable', name, shape, field: field ?? null }, rank, unit, moment: 'start' }
}

function plain(token: Token): ApacheToken {
  return { token, rank: 0, unit: 0, moment: 'start' }
}
