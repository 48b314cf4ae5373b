import { describe, expect, it } from 'vitest'
import { FileTally } from '../../domain/file-tally.ts'
import { ByteText } from '../../domain/record-batch.ts'
import { UnreadLines } from './unread-lines.ts'

const refuse = (unread: UnreadLines, lines: number, line = 'garbage') => {
  const text = new ByteText(Buffer.from(line))
  unread.refuse(lines, new FileTally('access.log'), text, 0, text.bytes.length)
  text.bytes.fill(0)
}

describe('UnreadLines', () => {
  it.each([
    [95, 5, false],
    [94, 5, true],
    [14, 5, false],
    [15, 5, true],
    [0, 19, false],
    [0, 20, true],
  ])('%d read and %d refused in a minute: told %s', (read, refused, isTold) => {
    const unread = new UnreadLines()
    unread.read(read)
    expect(unread.close(1_000)).toBeNull()
    refuse(unread, refused)
    const minute = unread.close(1_059)
    expect(minute !== null).toBe(isTold)
    if (minute !== null) expect(minute.share).toBeCloseTo(refused / (read + refused), 9)
  })

  it('forgets what is a minute old, and is silent in a second without refused lines', () => {
    const unread = new UnreadLines()
    refuse(unread, 100)
    expect(unread.close(1_000)).not.toBeNull()
    unread.read(20)
    expect(unread.close(1_001)).toBeNull()
    unread.read(1_000)
    refuse(unread, 1)
    expect(unread.close(1_060)).toBeNull()
  })

  it('shows the first refused line of the newest second that has one, cut', () => {
    const unread = new UnreadLines()
    refuse(unread, 30, 'first')
    refuse(unread, 30, 'second')
    expect(unread.close(5)).toMatchObject({ file: 'access.log', sample: 'first', share: 1, shareNow: 1 })
    unread.read(1)
    refuse(unread, 1, 'x'.repeat(5_000))
    const next = unread.close(6)!
    expect(next).toMatchObject({ sample: 'x'.repeat(804), shareNow: 0.5 })
    expect(next.share).toBeCloseTo(61 / 62, 9)
  })

  it('knows nothing after it was cleared', () => {
    const unread = new UnreadLines()
    refuse(unread, 100)
    unread.close(7)
    refuse(unread, 100)
    unread.clear()
    unread.read(30)
    refuse(unread, 1)
    expect(unread.close(8)).toBeNull()
  })
})
