import { FormatError } from '../../domain/errors.ts'
import type { Escaping } from './log-format-directive.ts'
import { ADDRESS_BYTE, BYTE_CLASSES, type Field, isLoose, type Token } from './log-format-variables.ts'

/** Tokens up to a delimiter, or to the end of the line (-1). */
export interface PieceTokens {
  readonly tokens: Token[]
  readonly delimiter: number
}

/** The text's own quotes and tabs: nginx escapes both in values, unless told escape=none. */
const DELIMITERS = /(["\t])/

/** Cuts a format into pieces that no value can reach out of, and settles which variable each field is read from. */
export function cutPieces(tokens: readonly Token[], escaping: Escaping): PieceTokens[] {
  const pieces: PieceTokens[] = []
  let piece: Token[] = []
  for (const token of tokens) {
    const parts = token.type === 'literal' && escaping !== 'none' ? token.text.split(DELIMITERS) : [token]
    for (const part of parts) {
      if (typeof part !== 'string') piece.push(part)
      else if (DELIMITERS.test(part)) {
        pieces.push({ tokens: piece, delimiter: part.charCodeAt(0) })
        piece = []
      } else if (part !== '') piece.push({ type: 'literal', text: part })
    }
  }
  pieces.push({ tokens: piece, delimiter: -1 })
  const cut = pieces.map(({ tokens: all, delimiter }) => ({ tokens: loosened(all), delimiter }))
  settleFields(cut.map((one) => one.tokens))
  for (const one of cut) checkAddress(one.tokens)
  return cut
}

/** A run that touches a loose variable without a literal between them cannot be told from it, so it is loose itself. */
function loosened(tokens: readonly Token[]): Token[] {
  const result = [...tokens]
  for (let again = true; again; ) {
    again = false
    for (const [index, token] of result.entries()) {
      if (token.type !== 'variable' || token.shape.type === 'loose' || token.field === 'address') continue
      if (!touchesLoose(result, index)) continue
      if (token.shape.type === 'fixed' && isAnchored(result, index)) continue
      result[index] = { ...token, shape: { type: 'loose' }, field: null }
      again = true
    }
  }
  return result
}

function touchesLoose(tokens: readonly Token[], index: number): boolean {
  return [tokens[index - 1], tokens[index + 1]].some((other) => other !== undefined && isLoose(other))
}

/** Whether no loose variable stands to the left, or none to the right. */
function isAnchored(tokens: readonly Token[], index: number): boolean {
  return !tokens.slice(0, index).some(isLoose) || !tokens.slice(index + 1).some(isLoose)
}

/** Of several variables for one field one is read: the first that clients cannot move, else the first. */
function settleFields(pieces: readonly Token[][]): void {
  const kinds: readonly (readonly Field[])[] = [
    ...[['address'], ['time-iso', 'time-local'], ['msec'], ['status'], ['bytes']],
    ...[['duration'], ['method'], ['request'], ['target'], ['forwarded']],
  ] as Field[][]
  for (const fields of kinds) {
    const found = pieces.flatMap((tokens) =>
      tokens.flatMap((token, index) =>
        token.type === 'variable' && token.field !== null && fields.includes(token.field)
          ? [{ tokens, index, token, anchored: isAnchored(tokens, index) }]
          : [],
      ),
    )
    const best = found.find((one) => one.anchored) ?? found[0]
    for (const one of found) if (one !== best) one.tokens[one.index] = { ...one.token, field: null }
  }
}

/** Refuses formats in which a client could move the edges of the address. */
function checkAddress(tokens: readonly Token[]): void {
  const index = tokens.findIndex((token) => token.type === 'variable' && token.field === 'address')
  if (index < 0) return
  const before = tokens[index - 1]
  const after = tokens[index + 1]
  const beyond = tokens[index + 2]
  const clear =
    (before === undefined || before.type === 'literal') &&
    (after === undefined || after.type === 'literal') &&
    (before?.type !== 'literal' || !isAddressText(before.text) || tokens[index - 2] === undefined) &&
    (after?.type !== 'literal' || !isAddressText(after.text) || beyond === undefined || isPort(beyond))
  if (clear) return
  throw new FormatError(
    'the log format does not say where $remote_addr begins and ends',
    'Put a blank on both sides of $remote_addr, or quotes around it.',
  )
}

function isAddressText(text: string): boolean {
  return Buffer.from(text).every((byte) => (BYTE_CLASSES[byte]! & ADDRESS_BYTE) !== 0)
}

function isPort(token: Token): boolean {
  return token.type === 'variable' && token.name.endsWith('_port') && token.shape.type === 'set'
}
