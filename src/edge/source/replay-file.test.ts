import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChunkSink } from './chunk-sink.ts'
import { ReplayFile } from './replay-file.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-replay-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function lineSink(lines: string[]): ChunkSink {
  return {
    read(text, start, end) {
      const last = text.bytes.lastIndexOf(0x0a, end - 1)
      if (last < start) return start
      lines.push(...text.bytes.toString('utf8', start, last).split('\n'))
      return last + 1
    },
    finish: (text, start, end) => lines.push(text.bytes.toString('utf8', start, end)),
    refuseLong() {},
    reset() {},
  }
}

async function linesOf(content: Buffer): Promise<string[]> {
  const path = join(folder, 'file.log')
  writeFileSync(path, content)
  const lines: string[] = []
  const file = new ReplayFile(path, lineSink(lines))
  while (await file.next());
  file.close()
  expect(file.position).toBe(file.size)
  return lines
}

const text = Array.from({ length: 50_000 }, (_, i) => `line ${i}`)

describe('ReplayFile', () => {
  it('reads a plain file with and without a last line feed', async () => {
    expect(await linesOf(Buffer.from(`${text.join('\n')}\n`))).toEqual(text)
    expect(await linesOf(Buffer.from(text.join('\n')))).toEqual(text)
    expect(await linesOf(Buffer.alloc(0))).toEqual([])
  })
  it('reads gzip by its first bytes, several members too', async () => {
    const half = 25_000
    const members = [text.slice(0, half), text.slice(half)].map((part) => gzipSync(`${part.join('\n')}\n`))
    expect(await linesOf(Buffer.concat(members))).toEqual(text)
  })
  it('hands on what a cut gzip file still holds and then says what is wrong', async () => {
    const path = join(folder, 'cut.gz')
    const whole = gzipSync(`${text.map((line, i) => line + Math.sin(i)).join('\n')}\n`)
    writeFileSync(path, whole.subarray(0, whole.length >> 1))
    const lines: string[] = []
    const file = new ReplayFile(path, lineSink(lines))
    await expect(async () => {
      while (await file.next());
    }).rejects.toThrow(`${path}: the gzip data is damaged`)
    expect(lines.length).toBeGreaterThan(1_000)
  })
  it('says what to do about a missing file and a directory', () => {
    expect(() => new ReplayFile(join(folder, 'none.log'), lineSink([]))).toThrow('ENOENT')
    expect(() => new ReplayFile(folder, lineSink([]))).toThrow('is a directory')
  })
})
