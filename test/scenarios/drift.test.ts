import { expect, it } from 'vitest'
import { classicConfig } from '../../src/config/defaults.ts'
import { combined, json, LiveRig, START, site } from './live-rig.ts'

const HOSTILE = '\u001b[2J\u202eevil'
const flood =
  (format: typeof json, ahead = 0) =>
  (wall: number) =>
    Array.from({ length: 500 }, (_, i) => format(wall + ahead + 2 * i, { address: '203.0.113.10' })).join('')
const bans = (rig: LiveRig) =>
  rig.events
    .filter(({ type }) => type === 'ban')
    .map(({ address, at }) => ({ address, after: (Date.parse(String(at)) - START) / 1_000 }))

it('a format that changes in mid-stream is learned anew: told, nobody is blind, a flood behind it is banned', () => {
  const rig = new LiveRig('auto')
  rig.pass(60, site(3, json))
  rig.pass(60, site(3, combined))
  rig.pass(2, flood(combined))
  rig.pass(60, site(3, combined))
  rig.stop()
  expect(rig.told.join('\n')).toMatch(
    /access.log: the format changed from json to combined in mid-stream: format combined; /,
  )
  expect(rig.incidents('blind', 'firing')).toEqual([])
  expect(rig.tally.rejected).toBe(32)
  expect(bans(rig)).toEqual([{ address: '203.0.113.10', after: 120 }])
  expect(rig.log.view(0, 0)).toMatchObject({ format: 'combined', refused: 32 })
})

it('with a format that is given, blindness is told with an escaped line, and ends when lines can be read', () => {
  const rig = new LiveRig('json')
  rig.pass(60, site(3, json))
  rig.pass(30, site(3, combined, { agent: HOSTILE }))
  rig.pass(150, site(3, json))
  rig.stop()
  const [told, ...worse] = rig.incidents('blind', 'firing')
  // 4 of 60 s are refused lines: more than 5 %.
  expect(told!.after).toBeGreaterThan(62)
  expect(told!.after).toBeLessThan(66)
  expect(told).toMatchObject({
    subject: 'site',
    expected: 0,
    unit: '% of lines refused',
    window_s: 60,
    parts: ['reader'],
  })
  expect(told!.reason).toMatch(/has the format of access.log changed\? .* Such a line: 198\.51\.100\.\d+ - - \[02\/Mar/)
  expect(told!.reason).toContain('\\x1b[2J\\u202eevil')
  expect(JSON.stringify(rig.events) + rig.told.join()).not.toMatch(/\u001b|\u202e|\\u001b/)
  expect(worse.every(({ id }) => id === told!.id)).toBe(true)
  // The last line was refused in second 90.
  expect(rig.incidents('blind', 'resolved')).toMatchObject([{ id: told!.id, after: 150 }])
  expect(rig.told.filter((text) => text.includes('lines were refused in the last minute'))).toHaveLength(1)
})

it('a busy site that is wholly refused teaches nothing by that', () => {
  const rig = new LiveRig('json')
  rig.pass(780, site(4, json))
  const { mean } = rig.engine.brain.baseline('requests')!
  rig.pass(300, site(4, combined))
  rig.stop()
  expect(rig.engine.brain.baseline('requests')!.mean).toBeGreaterThan(0.95 * mean)
  // The drop is a part of it.
  expect(rig.incidents('traffic-drop', 'firing')).toEqual([])
})

it('requests that are told by their start alone are counted up to 10 s late, also after a reload', () => {
  const common: typeof json = (at, hit) => combined(at, hit).replace(/ "[^"]*" "[^"]*"\n$/, '\n')
  const lateBy = (format: typeof json) => (wall: number) =>
    Array.from({ length: 11 }, (_, ago) => format(wall - ago * 1_000, { address: '203.0.113.10' })).join('')
  const late = (format: typeof json) => {
    const rig = new LiveRig('auto')
    rig.pass(20, site(1, format))
    rig.pass(30, lateBy(format))
    rig.engine.reload(classicConfig, rig.clock.now())
    rig.pass(30, lateBy(format))
    rig.stop()
    return rig.engine.window.totals.late
  }
  // Of eleven lines a second, 0 … 10 s old.
  expect(late(common)).toBe(0)
  expect(late(json)).toBe(60 * 9)
})

it('a log of which no line could be read yet is blind too', () => {
  const rig = new LiveRig('json')
  rig.pass(120, site(1, combined))
  rig.stop()
  expect(rig.incidents('blind', 'firing')[0]).toMatchObject({ observed: 100, severity: 5 })
  expect(rig.told.join()).toContain('NOT ONE of 32 lines was understood')
})

it('a log two hours ahead is set right after 32 lines, none is lost, and a flood is banned at the right second', () => {
  const ahead = 7_200_000
  const rig = new LiveRig('auto')
  rig.pass(60, site(2, json, { ahead }))
  rig.pass(2, flood(json, ahead))
  rig.stop()
  expect(rig.told.join('\n')).toContain(
    "access.log: the times of this log are 2 h ahead of this machine's clock; read with that offset. Set the time zone",
  )
  expect(rig.engine.from).toBe(START)
  expect(rig.engine.window.totals.requests).toBe(120 + 1_000)
  expect(rig.tally.skewed).toBe(0)
  expect(bans(rig)).toEqual([{ address: '203.0.113.10', after: expect.closeTo(60.6, 1) }])
  expect(rig.log.view(0, 0).lastLine).toBe(START + 61_000)
})

it('lines of the past that are no zone off are told of once, by file', () => {
  const rig = new LiveRig('auto')
  rig.pass(90, site(2, json, { ahead: -3 * 3_600_000 - 400_000 }))
  rig.stop()
  expect(rig.told.filter((text) => text.includes('these lines are'))).toEqual([
    expect.stringMatching(
      /^access.log: these lines are 3 h 7 min old: for lines of the past use breakwater replay access.log; /,
    ),
  ])
})

it('a busy log that falls silent is blindness, one incident with the drop, and teaches nothing', () => {
  const rig = new LiveRig('auto')
  rig.pass(780, site(4, json))
  const mean = rig.engine.brain.baseline('requests')!.mean
  rig.pass(400)
  expect(rig.incidents('traffic-drop', 'firing')).toHaveLength(1)
  const [blind] = rig.incidents('blind', 'firing')
  expect(blind!.after).toBeGreaterThanOrEqual(839)
  expect(blind!.after).toBeLessThanOrEqual(842)
  expect(blind!.reason).toMatch(/^60 s without a line in access.log, and the site had been busy: /)
  // The drop ends a minute after blindness was told: from then on it is a part of that.
  expect(rig.incidents('traffic-drop', 'resolved')[0]!.after).toBeLessThanOrEqual(blind!.after + 61)
  expect(rig.incidents('blind', 'resolved')).toEqual([])
  expect(rig.engine.brain.baseline('requests')!.mean).toBeGreaterThan(0.9 * mean)
  rig.pass(100, site(4, json))
  rig.stop()
  expect(rig.incidents('blind', 'resolved')[0]!.after).toBeCloseTo(1_240, -1)
  // What comes back is part of it, and no surge of its own.
  expect(String(rig.incidents('blind', 'resolved')[0]!.parts)).toContain('traffic-surge')
  expect(rig.incidents('traffic-surge', 'firing')).toEqual([])
})

it('the silence of a quiet or of a young site is not strange', () => {
  for (const [seconds, rate] of [
    [780, 0],
    [300, 4],
  ] as const) {
    const rig = new LiveRig('auto')
    rig.pass(seconds, (wall) => (rate > 0 ? site(rate, json)(wall) : wall % 2_000 === 0 ? site(1, json)(wall) : ''))
    rig.pass(300)
    rig.stop()
    expect(rig.incidents('blind', 'firing')).toEqual([])
  }
})
