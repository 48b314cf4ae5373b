import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileTail } from './file-tail.ts'
import { LineSink } from './line-sink.fixture.ts'
import { MemoryFiles } from './memory-files.fixture.ts'

const LOG = '/log/access.log'
const RUNS = process.env.BREAKWATER_LONG ? 20_000 : 1_000

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), lines: fc.nat(3), half: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('poll' as const), after: fc.constantFrom(20, 250, 1_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rotate' as const), late: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('truncate' as const), lines: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('absent' as const) }) },
)

describe('FileTail under random programs of a writer and a rotator', () => {
  it('hands on each line once and in order; only lines cut off unread, or deleted unread, may be missing', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (program) => {
        const files = new MemoryFiles()
        const sink = new LineSink()
        const tail = new FileTail({ path: LOG, from: 'start', sink, files, onEvent() {} })
        let now = 0
        let serial = 0
        let generation = 0
        const mayBeLost = new Set<string>()
        const written: string[] = []
        /** Whole lines in a file that the tail has not handed on. */
        const unread = (name: string) => {
          const read = new Set(sink.lines)
          return (files.names.get(name)?.content.toString() ?? '')
            .split('\n')
            .filter((line) => line !== '' && !read.has(line))
        }
        const line = () => {
          // Each line is unique, so that the head of each file is.
          const text = `g${generation}-${serial++}`
          written.push(text)
          return `${text}\n`
        }
        let half = ''
        const write = (lines: number, open: boolean) => {
          let text = half === '' ? '' : half.slice(1)
          half = ''
          for (let i = 0; i < lines; i++) text += line()
          if (open) {
            const last = line()
            text += last.slice(0, 1)
            half = last
          }
          if (text !== '') files.write(LOG, text)
        }
        /** A half line that its file never completes was never written. */
        const abandon = () => {
          if (half !== '') mayBeLost.add(half.trimEnd())
          half = ''
          generation++
        }
        const poll = (after: number) => {
          now += after
          while (tail.poll(now));
        }
        for (const action of program) {
          if (action.do === 'write') write(action.lines, action.half)
          else if (action.do === 'poll') poll(action.after)
          else if (action.do === 'rotate') {
            poll(20)
            const old = `/log/old.${generation}`
            abandon()
            files.rename(LOG, old)
            if (files.names.has(old) && action.late > 0 && files.names.get(old)?.content.at(-1) === 0x0a) {
              for (let i = 0; i < action.late; i++) files.write(old, line())
            }
            files.write(LOG, '')
          } else if (action.do === 'rename') {
            poll(20)
            abandon()
            files.rename(LOG, `/log/old.${generation}`)
          } else if (action.do === 'truncate') {
            for (const lost of unread(LOG)) mayBeLost.add(lost)
            abandon()
            files.truncate(LOG)
            write(action.lines, false)
          } else if (action.do === 'delete') {
            for (const lost of unread(LOG)) mayBeLost.add(lost)
            abandon()
            files.delete(LOG)
          } else poll(90_000)
        }
        poll(250)
        poll(250)
        if (half !== '') mayBeLost.add(half.trimEnd())
        const got = sink.lines.filter((text) => written.includes(text))
        expect(new Set(got).size).toBe(got.length)
        expect(written.filter((text) => !got.includes(text) && !mayBeLost.has(text))).toEqual([])
        for (let g = 0; g <= generation; g++) {
          const mine = got.filter((text) => text.startsWith(`g${g}-`)).map((text) => Number(text.split('-')[1]))
          expect(mine).toEqual([...mine].sort((a, b) => a - b))
        }
        tail.close()
        expect(files.openCount).toBe(0)
      }),
      { seed: 11, numRuns: RUNS },
    )
  })
})
