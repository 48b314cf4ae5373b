import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanSyslog, syslogHeader } from './syslog-header.ts'

const LINE = '198.51.100.7 - - [02/Mar/2026:09:15:01 +0000] "GET / HTTP/1.1" 200 5 "-" "a: b"'

/** Tag and message, or null for a datagram without a header. */
function cut(text: string): [string, string] | null {
  const bytes = Buffer.from(text)
  if (!scanSyslog(bytes, 0, bytes.length)) return null
  const { tagStart, tagEnd, message } = syslogHeader
  return [bytes.toString('utf8', tagStart, tagEnd), bytes.toString('utf8', message)]
}

describe('scanSyslog', () => {
  it.each([
    ['nginx', '<190>Mar  2 09:15:01 web1 nginx: ', 'nginx'],
    ['nginx with nohostname', '<190>Nov 21 00:14:45 ng: ', 'ng'],
    ['HAProxy', '<134>Mar  2 09:15:01 haproxy[1234]: ', 'haproxy'],
    ['rsyslog, forwarded', '<190>2026-03-02T09:15:01.123456+00:00 web1 nginx: ', 'nginx'],
    ['rsyslog, zulu', '<190>2026-03-02T09:15:01Z 2001:db8::1 nginx: ', 'nginx'],
    ['RFC 5424', '<190>1 2026-03-02T09:15:01.003Z web1 nginx 77 access - ', 'nginx'],
    ['RFC 5424, data', '<190>1 - - nginx - - [a@1 b="]\\" "][c@2 d="e"] ', 'nginx'],
    ['RFC 5424, mark', '<14>1 - - httpd - - - \ufeff', 'httpd'],
    ['priority only', '<0>', ''],
    ['time only', '<190>Mar  2 09:15:01 ', ''],
  ])('cuts the header of %s', (_name, header, tag) => {
    expect(cut(header + LINE)).toEqual([tag, LINE])
    expect(cut(`${header}{"time": "x", "a": 1}`)).toEqual([tag, '{"time": "x", "a": 1}'])
  })

  it.each(['', '<', '<1', '<192>x', '<1000>x', '< 1>x', LINE, '{"a": 1}'])('leaves %j whole', (text) =>
    expect(cut(text)).toBeNull(),
  )

  it('takes no word of the line for a tag', () => {
    for (const line of ['2001:db8::7 - - [x] "y"', 'www.example.com:80 198.51.100.7 - -', '2001:db8:: - x']) {
      expect(cut(`<190>Mar  2 09:15:01 web1 nginx: ${line}`)).toEqual(['nginx', line])
      expect(cut(`<190>${line}`)?.[1]).toBe(line)
    }
  })

  it('never leaves the datagram, whatever it holds', () => {
    const part = fc.constantFrom(
      '<190>',
      '1 ',
      '- ',
      'Mar  2 09:15:01 ',
      '[a b="',
      '"]',
      '\\',
      'nginx: ',
      '2026-03-02T09:15:01',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string({ unit: 'binary' })), { maxLength: 8 }), (parts) => {
        const bytes = Buffer.from(`##${parts.join('')}##`)
        const end = bytes.length - 2
        scanSyslog(bytes, 2, end)
        const { tagStart, tagEnd, message } = syslogHeader
        expect(tagStart).toBeGreaterThanOrEqual(2)
        expect(tagEnd).toBeGreaterThanOrEqual(tagStart)
        expect(message).toBeGreaterThanOrEqual(tagEnd)
        expect(message).toBeLessThanOrEqual(end)
      }),
      { seed: 42, numRuns: 2_000 },
    )
  })
})
