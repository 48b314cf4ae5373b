import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { seriesScorers } from '../brain/detect/series/series-scorers.ts'
import { SourceError } from '../domain/errors.ts'
import type { Output } from '../lib/output.ts'
import { Random } from '../lib/random.ts'
import { scoreSeries } from './score-series.ts'

const folder = mkdtempSync(join(tmpdir(), 'breakwater-series-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function scored(text: string | Buffer, detector = 'novelty', form: 'csv' | 'ndjson' = 'csv'): Promise<string[]> {
  const file = join(folder, 'a.csv')
  writeFileSync(file, text)
  const lines: string[] = []
  const out = { line: (line: string) => lines.push(line), flush() {} } as unknown as Output
  await scoreSeries({ file, detector, form, out })
  return lines
}

async function faultOf(text: string): Promise<string> {
  const error = await scored(text).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(SourceError)
  expect((error as SourceError).hint).not.toBe('')
  return (error as SourceError).message.replace(join(folder, 'a.csv'), 'a.csv')
}

const minute = (i: number) => new Date(Date.UTC(2026, 2, 2) + i * 60_000).toISOString()
const random = new Random(1)
const noisy = Array.from({ length: 600 }, (_, i) => `${minute(i)},${(10 + random.next()).toFixed(3)}`)

describe('a scored series', () => {
  it('keeps every line as it was written, with a score behind', async () => {
    const input = ['timestamp,value', ...noisy, `${minute(600)},99.500`, `${minute(601)},10.2`]
    const lines = await scored(`${input.join('\n')}\n`)
    expect(lines.map((line) => line.slice(0, line.lastIndexOf(',')))).toEqual(input)
    expect(lines[0]).toBe('timestamp,value,score')
    const scores = lines.slice(1).map((line) => Number(line.slice(line.lastIndexOf(',') + 1)))
    for (const score of scores) expect(score >= 0 && score <= 1).toBe(true)
    expect(scores[600]).toBe(Math.max(...scores))
    expect(scores[600]).toBeGreaterThan(0.7)
  })

  it.each(seriesScorers.map(({ name }) => name))('uses the past only: %s', async (detector) => {
    const input = [...noisy.slice(0, 300), `${minute(300)},-50`, ...noisy.slice(301, 400)]
    const whole = await scored(input.join('\n'), detector)
    expect(await scored(input.slice(0, 350).join('\n'), detector)).toEqual(whole.slice(0, 350))
    expect(Number(whole[300]!.split(',')[2])).toBeGreaterThan(0.5)
  })

  it.each([
    ['1772409600', '1772409660'],
    ['1772409600.5', '1772409600.75'],
    ['1772409600000', '1772409660000'],
    ['2026-03-02 00:00:00', '2026-03-02 00:01:00'],
    ['2026-03-02T00:00:00Z', '2026-03-02T01:30:00.5+01:00'],
    ['2026-03-02', '2026-03-03'],
    ['"2026-03-02 00:00"', '"2026-03-02 00:01"'],
  ])('reads times such as %s', async (first, second) => {
    const bare = (text: string) => text.replaceAll('"', '')
    expect(await scored(`\uFEFF${first},1\r\n\r\n${second},2.5e1\r\n`)).toEqual([
      `${bare(first)},1,0`,
      `${bare(second)},2.5e1,0`,
    ])
  })

  it('may be packed, have gaps and missing points', async () => {
    expect(await scored(gzipSync('t,v\n5,1\n5,\n900,2'))).toEqual(['t,v,score', '5,1,0', '5,,0', '900,2,0'])
    expect(await scored('5,1\n9,\n', 'ewma', 'ndjson')).toEqual([
      '{"timestamp":"5","value":1,"score":0}',
      '{"timestamp":"9","value":null,"score":0}',
    ])
  })

  it('may repeat an hour in a night when clocks are set back', async () => {
    const hour = [...Array(12).keys()].map((i) => `2026-10-25 02:${String(i * 5).padStart(2, '0')}:00,1`)
    expect(await scored([...hour, ...hour].join('\n'))).toHaveLength(24)
  })
})

describe('what is wrong is said with its line', () => {
  it.each([
    ['t,v\n1,2\n2,x\n', 'a.csv, line 3: "x" is no number'],
    ['1,2\n2,NaN\n', 'a.csv, line 2: "NaN" is no number'],
    ['1,2\n2,1e999\n', 'a.csv, line 2: "1e999" is no number'],
    ['1,2\n2,3,4\n', 'a.csv, line 2: it has 3 columns and not two, timestamp,value'],
    ['1;2\n', 'a.csv, line 1: it has 1 column and not two, timestamp,value'],
    ['t,v\nu,w\n', 'a.csv, line 2: "u" is no time'],
    ['2026-02-30,1\n', 'a.csv, line 1: "2026-02-30" is no time'],
    ['2026-01-01 25:00:00,1', 'a.csv, line 1: "2026-01-01 25:00:00" is no time'],
    ['60,1\n\n30,2\n', 'a.csv, line 3: 30 lies 30s before 60, the point before it'],
    [
      '2026-01-01 00:05:00,1\n2026-01-01 00:00:00,1\n',
      'a.csv, line 2: 2026-01-01 00:00:00 lies 5m before 2026-01-01 00:05:00, the point before it',
    ],
    ['t,v\n', 'a.csv holds no points'],
    ['', 'a.csv holds no points'],
    [`1,2\n${'9'.repeat(2 ** 21)}`, 'a.csv, line 2: the line is longer than 1 MiB'],
  ])('%j', async (text, message) => expect(await faultOf(text.toString())).toBe(message))
})
