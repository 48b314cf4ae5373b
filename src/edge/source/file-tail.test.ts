import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileTail, type TailEvent } from './file-tail.ts'
import { LineSink } from './line-sink.fixture.ts'
import { MemoryFiles } from './memory-files.fixture.ts'
import type { TailFileSystem } from './tail-files.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-tail-'))
  path = join(folder, 'access.log')
})
afterEach(() => rmSync(folder, { recursive: true }))

function follow(from: 'start' | 'end' = 'start', files?: TailFileSystem) {
  const sink = new LineSink()
  const events: TailEvent[] = []
  const tail = new FileTail({ path, from, sink, onEvent: (event) => events.push(event), ...(files && { files }) })
  let now = 0
  /** Lines since the last call. */
  const poll = (later = 250): string[] => {
    now += later
    while (tail.poll(now));
    return sink.lines.splice(0)
  }
  return { tail, poll, sink, events: () => events.splice(0).map(({ type }) => type) }
}

describe('FileTail on real files', () => {
  it('starts at the end, at the last whole line, and waits for line feeds', () => {
    writeFileSync(path, 'old 1\nold 2\nhalf')
    const { poll } = follow('end')
    expect(poll()).toEqual([])
    appendFileSync(path, ' line\nnew')
    expect(poll()).toEqual(['half line'])
    appendFileSync(path, ' 1\r\n\0\0')
    expect(poll()).toEqual(['new 1\r'])
  })

  it('joins a character that was written in two halves', () => {
    const { poll } = follow()
    const euro = Buffer.from('€')
    writeFileSync(path, Buffer.concat([Buffer.from('a'), euro.subarray(0, 1)]))
    expect(poll()).toEqual([])
    appendFileSync(path, Buffer.concat([euro.subarray(1), Buffer.from('b\n')]))
    expect(poll()).toEqual(['a€b'])
  })

  it('reads a renamed file to its end, and what is still written to it, then the new one', () => {
    writeFileSync(path, 'a 1\n')
    const { poll, events, tail } = follow()
    expect(poll()).toEqual(['a 1'])
    appendFileSync(path, 'a 2\n')
    renameSync(path, `${path}.1`)
    writeFileSync(path, 'b 1\n')
    expect(poll()).toEqual(['a 2', 'b 1'])
    appendFileSync(`${path}.1`, 'a 3\n')
    appendFileSync(path, 'b 2\n')
    expect(poll()).toEqual(['a 3', 'b 2'])
    expect(events()).toEqual(['rotated'])
    expect(poll(4_000)).toEqual([])
    expect(tail.identities()).toHaveLength(2)
    poll(6_000)
    poll(0)
    expect(tail.identities()).toHaveLength(1)
    tail.close()
  })

  it('begins anew after copytruncate, also when the file has grown to its old size again', () => {
    writeFileSync(path, 'a 1\na 2\n')
    const { poll, events, tail } = follow()
    expect(poll()).toEqual(['a 1', 'a 2'])
    truncateSync(path)
    expect(poll()).toEqual([])
    appendFileSync(path, 'b 1\n')
    expect(poll()).toEqual(['b 1'])
    truncateSync(path)
    appendFileSync(path, 'c 1\n')
    expect(poll()).toEqual(['c 1'])
    expect(events()).toEqual(['truncated', 'truncated'])
    expect(tail.status().truncations).toBe(2)
  })

  it('waits for a file that is missing, and reads one that appears from its beginning', () => {
    const { poll, events, tail } = follow('end')
    expect(poll()).toEqual([])
    expect(events()).toEqual(['missing'])
    expect(tail.status().state).toBe('missing')
    expect(poll(180_000)).toEqual([])
    expect(events()).toEqual([])
    writeFileSync(path, 'first\n')
    expect(poll()).toEqual(['first'])
    expect(events()).toEqual(['found'])
    unlinkSync(path)
    expect(poll()).toEqual([])
    expect(poll(300_000)).toEqual([])
    writeFileSync(path, 'second\n')
    expect(poll()).toEqual(['second'])
    expect(events()).toEqual(['missing', 'found'])
  })

  it('follows a symbolic link that is switched', () => {
    writeFileSync(join(folder, 'one'), '1\n')
    writeFileSync(join(folder, 'two'), '2\n')
    symlinkSync(join(folder, 'one'), path)
    const { poll } = follow()
    expect(poll()).toEqual(['1'])
    unlinkSync(path)
    symlinkSync(join(folder, 'two'), path)
    expect(poll()).toEqual(['2'])
  })

  it('refuses a folder and says why', () => {
    path = folder
    const { poll, events, tail } = follow()
    expect(poll()).toEqual([])
    expect(events()).toEqual(['unsuitable'])
    expect(tail.status().state).toBe('unsuitable')
  })

  it('reads a large backlog in turns', () => {
    const line = `${'x'.repeat(999)}\n`
    writeFileSync(path, line.repeat(5_000))
    const sink = new LineSink()
    const tail = new FileTail({ path, from: 'start', sink, onEvent() {} })
    expect(tail.poll(0)).toBe(true)
    expect(sink.lines.length).toBeLessThan(3_000)
    expect(tail.status().lag).toBeGreaterThan(2_000_000)
    while (tail.poll(0));
    expect(sink.lines).toHaveLength(5_000)
    expect(tail.status().lag).toBe(0)
  })
})

describe('FileTail on files in memory', () => {
  it('keeps its descriptor when permission is lost, warns once a minute, and recovers', () => {
    const files = new MemoryFiles()
    files.write(path, 'a\n')
    const { poll, events } = follow('start', files)
    expect(poll()).toEqual(['a'])
    files.denied = 'EACCES'
    files.write(path, 'b\n')
    expect(poll()).toEqual(['b'])
    poll(1_000)
    expect(events()).toEqual(['denied'])
    poll(60_000)
    expect(events()).toEqual(['denied'])
    files.denied = null
    files.write(path, 'c\n')
    expect(poll()).toEqual(['c'])
  })

  it('takes a new file with the inode of the old one for what it is', () => {
    const files = new MemoryFiles()
    files.write(path, 'a 1\n')
    const { poll } = follow('start', files)
    expect(poll()).toEqual(['a 1'])
    files.delete(path)
    poll(6_000)
    poll(6_000)
    expect(files.openCount).toBe(0)
    files.write(path, 'b 1\nb 2\n')
    expect(poll()).toEqual(['b 1', 'b 2'])
  })

  it('goes on where it stopped when the very same file comes back', () => {
    const files = new MemoryFiles()
    files.write(path, 'a 1\n')
    const { poll } = follow('start', files)
    expect(poll()).toEqual(['a 1'])
    files.rename(path, 'away')
    poll(6_000)
    poll(6_000)
    files.rename('away', path)
    files.write(path, 'a 2\n')
    expect(poll()).toEqual(['a 2'])
  })
})
