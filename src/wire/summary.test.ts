import { describe, expect, it } from 'vitest'
import { FileTally } from '../domain/file-tally.ts'
import { BAD_ADDRESS, BAD_TIME } from '../domain/reject-reason.ts'
import { type SummaryFacts, summaryObject } from './summary.ts'

function tallyOf(name: string, valid: number, skewed: number, ...rejects: number[]): FileTally {
  const tally = new FileTally(name)
  tally.valid = valid
  tally.skewed = skewed
  tally.rejected = rejects.length
  tally.lines = valid + skewed + rejects.length
  for (const code of rejects) tally.byReason[code] = tally.byReason[code]! + 1
  return tally
}

const facts: SummaryFacts = {
  files: [tallyOf('access.log', 8, 0, BAD_ADDRESS)],
  prevented: 4,
  preventedOk: 2,
  sources: 3,
  protectedOverLimit: 1,
  from: Date.UTC(2026, 2, 2, 9, 15, 1, 700),
  to: Date.UTC(2026, 2, 2, 9, 16),
  bans: 1,
  incidents: 1,
  elapsed: 12.4,
}

describe('summaryObject', () => {
  it('writes all fields in the documented order', () => {
    expect(JSON.stringify(summaryObject(facts))).toBe(
      '{"type":"summary","files":{"access.log":{"lines":9,"valid":8,"rejected":1,"skewed":0,"reasons":{"bad-address":1}}},"requests":8,"prevented":4,"prevented_ok":2,"sources":3,"protected_over_limit":1,"from":"2026-03-02T09:15:01.700Z","to":"2026-03-02T09:16:00.000Z","bans":1,"incidents":1,"elapsed_ms":12,"lines_per_s":726}',
    )
  })

  it('adds up files and keeps those of one name together, whatever the name', () => {
    const summary = summaryObject({
      ...facts,
      files: [
        tallyOf('__proto__', 1, 2, BAD_TIME),
        tallyOf('__proto__', 3, 0, BAD_TIME, BAD_ADDRESS),
        tallyOf('b', 5, 0),
      ],
    })
    expect(JSON.parse(JSON.stringify(summary.files))).toEqual(
      JSON.parse(
        '{"__proto__":{"lines":9,"valid":4,"rejected":3,"skewed":2,"reasons":{"bad-time":2,"bad-address":1}},"b":{"lines":5,"valid":5,"rejected":0,"skewed":0,"reasons":{}}}',
      ),
    )
    expect(summary.requests).toBe(9)
    expect('lines' in {}).toBe(false)
  })

  it('has numbers and nulls when there was nothing', () => {
    const summary = summaryObject({ ...facts, files: [], from: null, to: null, elapsed: 0 })
    expect(summary).toMatchObject({ requests: 0, from: null, to: null, elapsed_ms: 0, lines_per_s: 0 })
  })
})
