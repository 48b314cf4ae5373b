import { afterEach, describe, expect, it } from 'vitest'
import { localOffset } from './local-zone.ts'

const wall = (text: string) => Date.parse(`${text}Z`) / 1_000

describe('the offset of this machine', () => {
  const before = process.env.TZ
  afterEach(() => {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  })

  it.each([
    ['UTC', '2026-03-02T09:15:01', 0],
    ['Europe/Berlin', '2026-03-02T09:15:01', 3_600],
    ['Europe/Berlin', '2026-03-29T01:59:59', 3_600],
    ['Europe/Berlin', '2026-03-29T03:00:00', 7_200],
    ['Europe/Berlin', '2026-10-25T02:30:00', 7_200],
    ['Europe/Berlin', '2026-10-25T03:00:00', 3_600],
    ['Asia/Kathmandu', '2026-03-02T09:15:01', 20_700],
    ['America/St_Johns', '2026-01-02T09:15:01', -12_600],
  ])('in %s at %s is %d s', (zone, text, offset) => {
    process.env.TZ = zone
    expect(localOffset(wall(text))).toBe(offset)
  })
})
