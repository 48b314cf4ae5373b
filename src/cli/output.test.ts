import { describe, expect, it } from 'vitest'
import { formatLocal } from './output.ts'

describe('times for people', () => {
  it.each([
    ['UTC', '2026-03-02 09:15:01+00:00'],
    ['Europe/Berlin', '2026-03-02 10:15:01+01:00'],
    ['America/St_Johns', '2026-03-02 05:45:01-03:30'],
    ['Asia/Kathmandu', '2026-03-02 15:00:01+05:45'],
  ])('%s', (zone, wanted) => {
    const before = process.env.TZ
    process.env.TZ = zone
    try {
      expect(formatLocal(Date.UTC(2026, 2, 2, 9, 15, 1, 999))).toBe(wanted)
    } finally {
      if (before === undefined) delete process.env.TZ
      else process.env.TZ = before
    }
  })
})
