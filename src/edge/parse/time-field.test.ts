import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteText, RecordBatch } from '../../domain/record-batch.ts'
import { TimeField } from './time-field.ts'

const batch = new RecordBatch()

function read(kind: 'iso' | 'clf' | 'epoch', text: string, field = new TimeField()): number | null {
  const bytes = Buffer.from(`"${text}"`)
  return field[kind](new ByteText(bytes), 1, bytes.length - 1, batch, 0)
    ? batch.second[0]! * 1_000 + batch.millisecond[0]!
    : null
}

describe('TimeField.iso', () => {
  it.each([
    ['2026-03-02T09:15:01Z', Date.UTC(2026, 2, 2, 9, 15, 1)],
    ['2026-03-02T09:15:01+02:00', Date.UTC(2026, 2, 2, 7, 15, 1)],
    ['2026-03-02T09:15:01.7-05:30', Date.UTC(2026, 2, 2, 14, 45, 1, 700)],
    ['2024-02-29T00:00:00.123456789Z', Date.UTC(2024, 1, 29, 0, 0, 0, 123)],
    ['1969-12-31T23:59:59Z', -1_000],
  ])('reads %s', (text, wanted) => expect(read('iso', text)).toBe(wanted))

  it.each([
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T23:60:00Z',
    '2026-01-01T23:59:60Z',
    '2026-01-01 00:00:00Z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00z',
    '2026-01-01T00:00:00+0000',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00Z ',
    '1772442901',
    '',
    '02/Mar/2026:09:15:01 +0000',
  ])('refuses %j', (text) => expect(read('iso', text)).toBeNull())

  it('agrees with Date on every second, and after any other text', () => {
    const field = new TimeField()
    fc.assert(
      fc.property(fc.integer({ min: -60_000_000_000, max: 250_000_000_000 }), (second) => {
        const text = new Date(second * 1_000).toISOString().replace('.000', '')
        if (/^\d{4}-/.test(text)) expect(read('iso', text, field)).toBe(second * 1_000)
      }),
      { seed: 3, numRuns: 5_000 },
    )
  })
})

describe('TimeField.clf', () => {
  it('reads $time_local', () => {
    expect(read('clf', '02/Mar/2026:09:15:01 +0000')).toBe(Date.UTC(2026, 2, 2, 9, 15, 1))
    expect(read('clf', '31/Dec/2026:23:59:59 -0130')).toBe(Date.UTC(2027, 0, 1, 1, 29, 59))
  })
  it.each([
    '31/Feb/2026:09:15:01 +0000',
    '02/Mai/2026:09:15:01 +0000',
    '02/Mar/2026:09:15:01',
    '2/Mar/2026:09:15:01 +0000',
    '02/Mar/2026 09:15:01 +0000',
  ])('refuses %j', (text) => expect(read('clf', text)).toBeNull())
})

describe('TimeField.epoch', () => {
  it.each([
    ['1772442901', 1_772_442_901_000],
    ['1772442901.7', 1_772_442_901_700],
    ['1772442901.123', 1_772_442_901_123],
    ['1772442901123', 1_772_442_901_123],
  ])('reads %s', (text, wanted) => expect(read('epoch', text)).toBe(wanted))
  it.each([
    '',
    '-1',
    '1e9',
    '946684799',
    '4133980800',
    '17724429011',
    '177244290112',
    '1772442901.',
    'NaN',
    '17724429011234',
  ])('refuses %j', (text) => expect(read('epoch', text)).toBeNull())
  it('gives the fraction to a second within 1.5 s, and nothing else', () => {
    const field = new TimeField()
    const refine = (text: string) => {
      batch.second[0] = 1_772_442_901
      batch.millisecond[0] = 0
      field.refine(new ByteText(Buffer.from(text)), 0, text.length, batch, 0)
      return [batch.second[0], batch.millisecond[0]]
    }
    expect(refine('1772442901.700')).toEqual([1_772_442_901, 700])
    expect(refine('1772442902.200')).toEqual([1_772_442_901, 200])
    expect(refine('1772442909.200')).toEqual([1_772_442_901, 0])
    expect(refine('junk')).toEqual([1_772_442_901, 0])
  })
})
