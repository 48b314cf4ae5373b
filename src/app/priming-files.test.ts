import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { line, lines, NOW, startsOf, writeLog } from './priming.fixture.ts'
import { type PastSeries, pastSeries } from './priming-files.ts'
import { newestSecond, partsSince } from './priming-parts.ts'

const MINUTE = 60_000
/** Bytes of a line of `lines`. */
const LINE = line(NOW).length
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-past-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const at = (name: string) => join(folder, name)
const minutes = (from: number, to: number) => lines(NOW - from * MINUTE, NOW - to * MINUTE)
const since = (series: PastSeries, minutes: number) => partsSince(series, (NOW - minutes * MINUTE) / 1_000)
const names = (files: readonly { path: string }[]) => files.map(({ path }) => path.slice(folder.length + 1))

/** The series of x.log, as live reading begins now. */
function series(): PastSeries {
  return pastSeries([{ path: at('x.log'), format: 'auto' }], startsOf(at('x.log')))[0]!
}

describe('pastSeries', () => {
  it('finds the predecessors by number and date, the newest first, and one that is being packed once', () => {
    for (const name of ['x.log.2.gz', 'x.log.1', 'x.log.1.gz', 'x.log', 'y.log.1', 'x.logs', 'x.log.bak'])
      writeLog(at(name), line(NOW))
    expect(names(series().files)).toEqual(['x.log', 'x.log.1', 'x.log.2.gz'])
    expect(series().files.map(({ isPacked }) => isPacked)).toEqual([false, false, true])
    for (const name of ['z.log', 'z.log-20260301.gz', 'z.log-20260302']) writeLog(at(name), line(NOW))
    const [dated] = pastSeries([{ path: at('z.*'), format: 'json' }], startsOf(at('z.log')))
    expect(names(dated!.files)).toEqual(['z.log', 'z.log-20260302', 'z.log-20260301.gz'])
    expect(dated!.files.map(({ format }) => format)).toEqual(['json', 'json', 'json'])
  })

  it('ends where live reading begins, also when the file was renamed or cut since', () => {
    writeLog(at('x.log'), minutes(2, 1))
    const starts = startsOf(at('x.log'))
    appendFileSync(at('x.log'), minutes(1, 0))
    const sizes = () => pastSeries([{ path: at('x.log'), format: 'auto' }], starts)[0]!.files.map(({ size }) => size)
    expect(sizes()).toEqual([60 * LINE])
    renameSync(at('x.log'), at('x.log.1'))
    writeFileSync(at('x.log'), 'read live from its beginning')
    expect(sizes()).toEqual([60 * LINE])
    truncateSync(at('x.log.1'), LINE)
    expect(sizes()).toEqual([LINE])
  })

  it('has nothing of a log that is not there', () => {
    expect(pastSeries([{ path: at('x.log'), format: 'auto' }], [])[0]!.files).toEqual([])
    expect(pastSeries([{ path: at('none/x.log'), format: 'auto' }], [])[0]).toMatchObject({ files: [] })
    expect(pastSeries([{ path: '-', format: 'auto' }], [])).toEqual([])
  })
})

describe('newestSecond', () => {
  it('looks behind an empty log', () => {
    writeLog(at('x.log'), '')
    writeLog(at('x.log.1'), minutes(20, 10))
    expect(newestSecond([series()])).toBe(NOW / 1_000 - 601)
    expect(newestSecond([])).toBeNull()
  })

  it('takes the time when a packed file was written', () => {
    writeLog(at('x.log'), '')
    writeLog(at('x.log.1.gz'), minutes(20, 10))
    utimesSync(at('x.log.1.gz'), NOW / 1_000, NOW / 1_000 - 600)
    expect(newestSecond([series()])).toBe(NOW / 1_000 - 600)
  })
})

describe('partsSince', () => {
  it('begins a little before the wanted time', () => {
    writeLog(at('x.log'), minutes(600, 0))
    const [part] = since(series(), 40).parts
    const wanted = 560 * 60 * LINE
    expect(part!.start).toBeLessThanOrEqual(wanted)
    expect(part!.start).toBeGreaterThan(wanted - (128 << 10))
  })

  it('unpacks older files only when the newer ones do not reach back', () => {
    writeLog(at('x.log.3.gz'), minutes(180, 120))
    writeLog(at('x.log.2.gz'), minutes(120, 60))
    writeLog(at('x.log.1'), minutes(60, 20))
    writeLog(at('x.log'), minutes(20, 0))
    expect(names(since(series(), 10).parts)).toEqual(['x.log'])
    expect(names(since(series(), 40).parts)).toEqual(['x.log.1', 'x.log'])
    const { parts } = since(series(), 70)
    expect(names(parts)).toEqual(['x.log.2.gz', 'x.log.1', 'x.log'])
    expect(parts.map(({ start }) => start)).toEqual([0, 0, 0])
  })

  it('passes over empty files, and takes one without a readable line as a whole', () => {
    writeLog(at('x.log.2'), minutes(120, 60))
    writeLog(at('x.log.1'), '')
    writeLog(at('x.log'), 'no known format\n'.repeat(10))
    expect(names(since(series(), 40).parts)).toEqual(['x.log.2', 'x.log'])
  })

  it('finds a place whatever the clock did', () => {
    writeLog(at('x.log'), minutes(600, 300) + minutes(500, 0))
    const [part] = since(series(), 40).parts
    expect(part!.start).toBeLessThanOrEqual((300 + 460) * 60 * LINE)
    expect(part!.start).toBeGreaterThan((300 + 450) * 60 * LINE)
  })

  it('says what it cannot read', () => {
    symlinkSync(at('nowhere'), at('x.log.1'))
    writeLog(at('x.log'), minutes(20, 0))
    expect(since(series(), 40).broken).toBe(`cannot read ${at('x.log.1')}: ENOENT`)
    expect(since(series(), 10).broken).toBeNull()
  })
})
