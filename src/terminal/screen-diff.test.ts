import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ScreenDiff } from './screen-diff.ts'

/** As much of a terminal as the differ uses: positions, clearing, text. */
class TinyTerminal {
  readonly lines: string[]
  #row = 0
  #column = 0

  constructor(rows: number) {
    this.lines = Array<string>(rows).fill('left over')
  }

  take(text: string): void {
    for (const [piece, row, column] of text.matchAll(/\u001b\[(\d+);(\d+)H|\u001b\[[\d;]*[JKm]|[^\u001b]+/g)) {
      if (row !== undefined) {
        this.#row = Number(row) - 1
        this.#column = Number(column) - 1
      } else if (piece === '\u001b[2J') this.lines.fill('')
      else if (piece === '\u001b[2K') this.lines[this.#row] = ''
      else if (!piece.startsWith('\u001b')) {
        this.lines[this.#row] = this.lines[this.#row]!.slice(0, this.#column).padEnd(this.#column) + piece
        this.#column += piece.length
      }
    }
  }
}

describe('ScreenDiff', () => {
  it('shows each frame as if it was drawn anew', () => {
    const frame = fc.array(fc.constantFrom('', 'a', 'ab', 'abcdef'), { maxLength: 6 })
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 8 }), (frames) => {
        const terminal = new TinyTerminal(6)
        const diff = new ScreenDiff()
        for (const lines of frames) {
          terminal.take(diff.next(lines))
          expect(terminal.lines).toEqual([...lines, ...Array<string>(6 - lines.length).fill('')])
        }
      }),
      { seed: 5 },
    )
  })

  it('writes nothing when nothing changed, and only the line that did', () => {
    const diff = new ScreenDiff()
    diff.next(['one', 'two'])
    expect(diff.next(['one', 'two'])).toBe('')
    expect(diff.next(['one', '2'])).toBe('\u001b[2;1H\u001b[2K2')
    diff.forget()
    expect(diff.next(['one', '2'])).toContain('one')
  })
})
