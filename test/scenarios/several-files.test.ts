import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replay } from '../../src/app/replay.ts'
import { classicConfig } from '../../src/config/defaults.ts'

const START = Date.UTC(2026, 2, 2, 9, 15)
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-files-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Combined lines, one each so many milliseconds. */
function lines(address: string, count: number, from: number, step: number): string {
  return Array.from({ length: count }, (_, i) => {
    const time = new Date(START + from + i * step).toUTCString().split(' ')
    return `${address} - - [${time[1]}/${time[2]}/${time[3]}:${time[4]} +0000] "GET /${i} HTTP/1.1" 200 12 "-" "-"\n`
  }).join('')
}

async function play(files: readonly string[]) {
  const out: string[] = []
  const notes: string[] = []
  const code = await replay({
    files: files.map((file) => join(folder, file)),
    config: classicConfig,
    output: 'ndjson',
    seed: 0,
    out: { isTerminal: false, wording: { time: String, duration: String }, line: (text) => out.push(text), flush() {} },
    progress: { update() {}, note: (text) => notes.push(text), stop() {} },
  })
  const events = out.map((line) => JSON.parse(line))
  return { code, events, notes, summary: events.at(-1), bans: events.filter(({ type }) => type === 'ban') }
}

describe('a replay of several files', () => {
  it('sees a flood that is spread over two servers, in the order of time', async () => {
    writeFileSync(
      join(folder, 'web1.log'),
      lines('198.51.100.1', 60, 0, 1_000) + lines('203.0.113.10', 600, 60_000, 10),
    )
    writeFileSync(
      join(folder, 'web2.log'),
      lines('198.51.100.2', 60, 0, 1_000) + lines('203.0.113.10', 600, 60_000, 10),
    )
    const { bans, summary } = await play(['web1.log', 'web2.log'])
    expect(bans).toMatchObject([{ address: '203.0.113.10', observed: 1_001, window_s: 10 }])
    expect(summary).toMatchObject({ requests: 1_320, sources: 3 })
    expect((await play(['web1.log'])).bans).toEqual([])
  })

  it('plays rotated files, packed ones too, as one log', async () => {
    writeFileSync(join(folder, 'x.log.2.gz'), gzipSync(lines('203.0.113.10', 150, 0, 1)))
    writeFileSync(join(folder, 'x.log.1'), lines('203.0.113.10', 100, 150, 1))
    writeFileSync(join(folder, 'x.log'), lines('203.0.113.10', 100, 250, 1))
    const { bans, summary } = await play(['x.log', 'x.log.1', 'x.log.2.gz'])
    expect(bans).toMatchObject([{ observed: 301, window_s: 1 }])
    expect(Object.values(summary.files)).toMatchObject([{ valid: 150 }, { valid: 100 }, { valid: 100 }])
  })

  it('says loudly that a file was not understood, and ends with 0', async () => {
    writeFileSync(join(folder, 'prose.log'), 'it was a dark and stormy night\n'.repeat(40))
    const { code, notes, summary } = await play(['prose.log'])
    expect(code).toBe(0)
    expect(notes.join('\n')).toContain('NOT ONE of its 40 lines was understood')
    expect(Object.values(summary.files)).toMatchObject([{ lines: 40, rejected: 40, reasons: { 'unknown-format': 40 } }])
    expect(summary).toMatchObject({ requests: 0, from: null, to: null })
  })

  it('reads an empty file', async () => {
    writeFileSync(join(folder, 'empty.log'), '')
    const { summary, code } = await play(['empty.log'])
    expect(code).toBe(0)
    expect(summary).toMatchObject({ requests: 0, bans: 0 })
  })
})
