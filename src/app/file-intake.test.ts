import { describe, expect, it } from 'vitest'
import { FileTally } from '../domain/file-tally.ts'
import { ByteText } from '../domain/record-batch.ts'
import { FileIntake } from './file-intake.ts'

const json = (i: number) =>
  `{"time_iso8601":"2026-03-02T09:15:${String(i % 60).padStart(2, '0')}+00:00","remote_addr":"198.51.100.7","status":200,"request_uri":"/"}`
const common = () => '198.51.100.7 - - [02/Mar/2026:09:16:00 +0000] "GET / HTTP/1.1" 200 5'

function read(format: string, lines: readonly string[]) {
  const calls: string[] = []
  const intake = new FileIntake({
    format,
    tally: new FileTally('access.log'),
    sink: {
      consume: (_, from, to) => calls.push(`${to - from} records`),
      refuse: (count, file, text, start, end) =>
        calls.push(`${count} refused in ${file.name}: ${text.bytes.toString('utf8', start, end)}`),
    },
    expectLate: (lateness) => calls.push(`late ${lateness}`),
    onFormat: (words, isChange) => calls.push(`${isChange ? 'change' : 'found'}: ${words}`),
    onReject: () => {},
  })
  const text = new ByteText(Buffer.from(lines.map((line) => `${line}\n`).join('')))
  intake.reader.read(text, 0, text.bytes.length)
  return { calls, intake }
}
const times = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i))

describe('FileIntake', () => {
  it('asks for lateness before the first record of a format that tells only the start, and says so', () => {
    const { calls, intake } = read('auto', times(3, common))
    expect(calls[0]).toBe('late 10')
    expect(calls[1]).toMatch(/^found: format common; .*seconds stay open for 10 s/)
    expect(calls[2]).toBe('3 records')
    expect(intake.format?.time).toBe('bare-start')
    expect(read('common', []).calls[0]).toBe('late 10')
    expect(read('json', times(2, json)).calls).not.toContain('late 10')
  })

  it('learns a format anew in mid-stream, says so, and calls nothing unreadable', () => {
    const { calls, intake } = read('auto', [...times(5, json), ...times(50, common)])
    expect(calls.filter((call) => call.includes('refused'))).toEqual([])
    expect(calls[2]).toBe('late 10')
    expect(calls[3]).toMatch(/^change: the format changed from json to common in mid-stream: format common; /)
    expect(calls.at(-1)).toBe('18 records')
    expect(intake.format?.name).toBe('common')
  })

  it('passes on at once what a given format does not read', () => {
    const { calls } = read('json', [json(1), common(), '??', json(2)])
    expect(calls.slice(1)).toEqual([
      '1 records',
      `1 refused in access.log: ${common()}`,
      '1 refused in access.log: ??',
      '1 records',
    ])
  })

  it('passes on what no format reads at the 33rd line, each further one at once, and few ones before the next record', () => {
    const { calls } = read('auto', [json(1), ...times(34, (i) => `?${i}`), json(2), '?', '!', json(3)])
    expect(calls.slice(1)).toEqual([
      '1 records',
      '33 refused in access.log: ?0',
      '1 refused in access.log: ?33',
      '1 records',
      '2 refused in access.log: ?',
      '1 records',
    ])
  })

  it('says nothing when the same format is found again', () => {
    const { calls } = read('auto', [json(1), ...times(33, () => '??'), json(2)])
    expect(calls.filter((call) => call.startsWith('change'))).toEqual([])
    expect(calls.filter((call) => call.startsWith('found'))).toHaveLength(1)
  })
})
