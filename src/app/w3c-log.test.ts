import { appendFileSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileTally } from '../domain/file-tally.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import { LogPart } from '../edge/source/log-part.ts'
import { LogSet } from '../edge/source/log-set.ts'
import { ReplayFile } from '../edge/source/replay-file.ts'
import { FileIntake } from './file-intake.ts'

const HEADER = '#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n'
const FIELDS = '#Fields: date time s-ip c-ip sc-status time-taken\r\n'
const OTHERS = '#Fields: date time c-ip s-ip sc-status time-taken\r\n'
const lines = (count: number, status = 200) =>
  `2026-03-02 09:15:01 192.0.2.1 198.51.100.7 ${status} 12\r\n`.repeat(count)
const swapped = (count: number) => '2026-03-02 09:15:01 198.51.100.8 192.0.2.1 404 12\r\n'.repeat(count)

let folder: string
let log: string
let seen: string[]
let words: string[]
let intake: FileIntake
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-w3c-'))
  log = join(folder, 'u_ex260302.log')
  seen = []
  words = []
  intake = intakeOf('auto')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Notes `last byte of the address/status` of each record. */
function intakeOf(format: string): FileIntake {
  return new FileIntake({
    format,
    tally: new FileTally(log),
    sink: {
      consume(batch: RecordBatch, from: number, to: number) {
        for (let row = from; row < to; row++) seen.push(`${batch.keyLow[row]! & 255}/${batch.status[row]}`)
      },
    },
    expectLate: () => {},
    onFormat: (said) => words.push(said),
    onReject: (code, text, start, end) => seen.push(`refused ${code}: ${text.bytes.toString('utf8', start, end)}`),
  })
}

const followed = (from: 'start' | 'end', positions: ReturnType<LogSet['positions']> = []) =>
  new LogSet({ patterns: [log], from, sinkFor: () => intake.reader, onEvent: () => {}, positions })

describe('a W3C log', () => {
  it.each(['auto', 'w3c'])('is understood from its end on, by the last header of it: format %s', (format) => {
    intake = intakeOf(format)
    writeFileSync(log, HEADER + OTHERS + swapped(40_000) + HEADER + FIELDS + lines(40_000))
    const set = followed('end')
    set.open(0)
    appendFileSync(log, lines(2, 500))
    while (set.poll(1));
    set.close()
    expect(seen).toEqual(['7/500', '7/500'])
    expect(intake.reader).toBeDefined()
    expect(words).toHaveLength(1)
  })

  it('is read on by its header after a restart, the old file to its end and the new one by its own', () => {
    writeFileSync(log, HEADER + FIELDS + lines(5))
    let set = followed('start')
    set.open(0)
    while (set.poll(1));
    const positions = set.positions(2)
    set.close()
    appendFileSync(log, lines(2, 500))
    renameSync(log, `${log}.1`)
    writeFileSync(log, HEADER + OTHERS + swapped(1))
    seen = []
    words = []
    intake = intakeOf('auto')
    set = followed('end', positions)
    set.open(3)
    for (let now = 4; now < 8; now++) while (set.poll(now));
    set.close()
    expect(seen).toEqual(['7/500', '7/500', '8/404'])
    expect(words.at(-1)).toMatch(/^the columns of w3c changed in mid-stream: format w3c; address: column 3, c-ip/)
  })

  it('goes on by a new header after a rotation, and by the old one when the file was cut', () => {
    writeFileSync(log, HEADER + FIELDS + lines(1))
    const set = followed('start')
    set.open(0)
    set.poll(1)
    renameSync(log, `${log}.1`)
    writeFileSync(log, HEADER + OTHERS + swapped(1))
    for (let now = 2; now < 5; now++) set.poll(now)
    writeFileSync(log, swapped(2))
    for (let now = 5; now < 8; now++) set.poll(now)
    set.close()
    expect(seen).toEqual(['7/200', '8/404', '8/404', '8/404'])
  })

  it('that begins without any says what is wrong', () => {
    intake = intakeOf('w3c')
    writeFileSync(log, lines(1))
    const set = followed('start')
    set.open(0)
    set.poll(1)
    set.close()
    expect(seen).toEqual([expect.stringMatching(/^refused 15: 2026/)])
  })

  it('is read in parts and packed', async () => {
    writeFileSync(log, HEADER + FIELDS + lines(30_000))
    const part = new LogPart(log, statSync(log).size - 120, statSync(log).size, intake.reader)
    while (part.next());
    part.close()
    expect(seen).toEqual(['7/200', '7/200'])
    writeFileSync(`${log}.gz`, gzipSync(HEADER + OTHERS + swapped(3)))
    seen = []
    const packed = new ReplayFile(`${log}.gz`, intakeOf('auto').reader)
    while (await packed.next());
    packed.close()
    expect(seen).toEqual(['8/404', '8/404', '8/404'])
  })
})
