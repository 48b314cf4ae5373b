import { escapeText } from '../lib/escape-text.ts'

export type Style = 'plain' | 'dim' | 'bold' | 'good' | 'look' | 'bad' | 'chosen'

/** A piece of a line; each of its characters takes one column. */
export interface Span {
  readonly text: string
  readonly style: Style
}

export type Line = readonly Span[]

/** Colours of the terminal's own 16, so that they fit its background; without colour the shape says it. */
const COLOURS: Readonly<Record<Style, string>> = {
  plain: '',
  dim: '2',
  bold: '1',
  good: '32',
  look: '33',
  bad: '1;31',
  chosen: '7',
}
const SHAPES: Readonly<Record<Style, string>> = {
  plain: '',
  dim: '',
  bold: '1',
  good: '',
  look: '4',
  bad: '1;4',
  chosen: '7',
}

export function span(text: string, style: Style = 'plain'): Span {
  return { text, style }
}

/** Text from outside, in ASCII and a few marks of our own, so that each character is one column wide and none acts. */
export function plain(text: string): string {
  return escapeText(text, 2_000).replace(
    /[^\x20-\x7e…–±×·°]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )
}

/** Outside text in exactly `width` columns, cut with `…`. */
export function left(text: string, width: number): string {
  return cut(plain(text), width).padEnd(width)
}

export function right(text: string, width: number): string {
  return cut(plain(text), width).padStart(width)
}

export function cut(text: string, width: number): string {
  return text.length <= width ? text : width < 1 ? '' : `${text.slice(0, width - 1)}…`
}

export function lengthOf(line: Line): number {
  return line.reduce((sum, { text }) => sum + text.length, 0)
}

/** A line as it is sent, at most `columns` wide; it ends with plain style. */
export function paint(line: Line, columns: number, colours: boolean): string {
  const codes = colours ? COLOURS : SHAPES
  let room = columns
  let out = ''
  for (const { text, style } of line) {
    const shown = text.length <= room ? text : cut(text, room)
    if (shown === '') continue
    room -= shown.length
    out += codes[style] === '' ? shown : `\u001b[${codes[style]}m${shown}\u001b[0m`
    if (shown !== text) break
  }
  return out
}

/** Words broken into lines of at most `width`. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of plain(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
    while (line.length > width) {
      lines.push(line.slice(0, width))
      line = line.slice(width)
    }
  }
  return line === '' ? lines : [...lines, line]
}
