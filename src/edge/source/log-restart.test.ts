import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReadPosition } from '../../domain/read-position.ts'
import type { TailEvent } from './file-tail.ts'
import { LineSink } from './line-sink.fixture.ts'
import { LogSet } from './log-set.ts'

let folder: string
let log: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-restart-'))
  log = join(folder, 'access.log')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** One run of the process on these logs, from its start until it has read all there is. */
function run(patterns: readonly string[], positions?: readonly ReadPosition[], mostBehind = 1_000) {
  const sink = new LineSink()
  const events: TailEvent[] = []
  const set = new LogSet({
    patterns,
    from: 'end',
    sinkFor: () => sink,
    onEvent: (_, event) => events.push(event),
    ...(positions && { positions: JSON.parse(JSON.stringify(positions)), mostBehind }),
  })
  set.open(0)
  let now = 0
  const poll = (): string[] => {
    now += 2_000
    while (set.poll(now));
    return sink.lines.splice(0)
  }
  const lines = poll()
  const end = () => {
    const stored = set.positions(7)
    set.close()
    return stored
  }
  return { lines, poll, end, events: events.map(({ type }) => type) }
}

/** Positions of a run that has read `a 1` and half of a line. */
function stopped(patterns: readonly string[] = [log]): ReadPosition[] {
  writeFileSync(log, '')
  const first = run(patterns)
  appendFileSync(log, 'a 1\nha')
  expect(first.poll()).toEqual(['a 1'])
  return first.end()
}

describe('a restart', () => {
  it('goes on with the line at which reading stopped, and keeps no text of the log', () => {
    const stored = stopped()
    expect(stored).toMatchObject([{ path: log, position: 4, at: 7 }])
    expect(JSON.stringify(stored)).not.toContain('a 1')
    appendFileSync(log, 'lf\na 2\n')
    const { lines, events, end } = run([log], stored)
    expect(lines).toEqual(['half', 'a 2'])
    expect(events).toEqual(['resumed'])
    end()
  })

  it('reads a file that was rotated meanwhile to its end, then the new one', () => {
    const stored = stopped()
    appendFileSync(log, 'lf\na 2\n')
    renameSync(log, join(folder, 'access.log.1'))
    writeFileSync(log, 'b 1\n')
    const second = run([log], stored)
    expect(second.lines).toEqual(['half', 'a 2', 'b 1'])
    appendFileSync(log, 'b 2\n')
    expect(second.poll()).toEqual(['b 2'])
    const again = second.end()
    expect(
      again.map(({ position }) => position),
      'the old one and the new one',
    ).toEqual([13, 8])
    const third = run([log], again)
    expect(third.lines, 'nothing twice').toEqual([])
    third.end()
  })

  it.each([['*.log*'], ['access.log.1', 'access.log'], ['access.log', 'access.log.1']])(
    'reads it once when its new name is followed, too: %s %s',
    (...patterns) => {
      const paths = patterns.map((pattern) => join(folder, pattern))
      const stored = stopped(paths)
      appendFileSync(log, 'lf\n')
      renameSync(log, join(folder, 'access.log.1'))
      writeFileSync(log, 'b 1\n')
      const { lines, end } = run(paths, stored)
      expect(lines.sort()).toEqual(['b 1', 'half'])
      end()
    },
  )

  it('waits for the new file when there is none yet, with the old one read', () => {
    const stored = stopped()
    appendFileSync(log, 'lf\n')
    renameSync(log, join(folder, 'access.log.1'))
    const { lines, poll, end } = run([log], stored)
    expect(lines).toEqual([])
    writeFileSync(log, 'b 1\n')
    expect(poll()).toEqual(['half', 'b 1'])
    end()
  })

  const changes: Record<string, () => void> = {
    truncated() {
      truncateSync(log)
    },
    'truncated and longer than before'() {
      writeFileSync(log, 'another beginning, and longer than it was\n')
    },
    'deleted and written anew'() {
      unlinkSync(log)
      writeFileSync(log, 'b 1\nb 2\nb 3\n')
    },
    'copied, and its copy rotated'() {
      copyFileSync(log, `${log}.1`)
      truncateSync(log)
      appendFileSync(log, 'c\n')
    },
  }
  it.each(Object.entries(changes))('begins at the end when the file was %s', (_, change) => {
    const stored = stopped()
    change()
    const { lines, poll, events, end } = run([log], stored)
    expect(lines).toEqual([])
    expect(events).toEqual(['not-resumed'])
    appendFileSync(log, 'now\n')
    expect(poll()).toEqual(['now'])
    end()
  })

  it('begins at the end when too much was written meanwhile', () => {
    const stored = stopped()
    appendFileSync(log, `lf\n${'x'.repeat(50)}\n`)
    renameSync(log, join(folder, 'access.log.1'))
    writeFileSync(log, `${'y'.repeat(60)}\n`)
    const { lines, events, end } = run([log], stored, 100)
    expect([lines, events]).toEqual([[], ['not-resumed']])
    end()
  })

  it('takes a file for the same after a reboot numbered its device anew, if enough of its beginning agrees', () => {
    writeFileSync(log, '')
    const first = run([log])
    appendFileSync(log, `${'a'.repeat(200)}\n`)
    first.poll()
    const moved = first.end().map((position) => ({ ...position, device: position.device + 1 }))
    appendFileSync(log, 'a 2\n')
    const second = run([log], moved)
    expect(second.lines).toEqual(['a 2'])
    second.end()
    const short = stopped().map((position) => ({ ...position, device: position.device + 1 }))
    appendFileSync(log, 'lf\n')
    const third = run([log], short)
    expect(third.lines).toEqual([])
    third.end()
  })
})
