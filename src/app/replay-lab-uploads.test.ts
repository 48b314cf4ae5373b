import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../lib/clock.ts'
import { keptLog } from './priming.fixture.ts'
import { pieces } from './replay-lab.fixture.ts'
import { LabUploads } from './replay-lab-uploads.ts'

let folder: string
let clock: ManualClock
let uploads: LabUploads
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'breakwater-uploads-')), 'lab')
  clock = new ManualClock(Date.UTC(2026, 2, 2))
  uploads = new LabUploads(folder, clock, keptLog().log, { files: 3, bytes: 100 })
})
afterEach(() => {
  uploads.close()
  rmSync(join(folder, '..'), { recursive: true })
})
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
const names = () => uploads.list().map(({ name }) => name)

describe('files that are handed in', () => {
  it('lie where only this user reads them, under names of our own', async () => {
    await uploads.take('access.log', pieces('some', ' lines\n'))
    const [kept] = uploads.list()
    expect(kept).toMatchObject({ name: 'access.log', bytes: 11, is_upload: true, modified: '2026-03-02T00:00:00.000Z' })
    expect([mode(folder), mode(kept!.path)]).toEqual(['700', '600'])
    expect(readdirSync(folder)).toEqual([kept!.id])
    expect(kept!.id).toMatch(/^[0-9a-f]{16}$/)
  })

  it('are shown by the last part of what they were called, escaped, short and apart', async () => {
    await uploads.take('/etc/../a\u202e\n<b>.log', pieces('1'))
    await uploads.take(`${'n'.repeat(300)}`, pieces('1'))
    expect(names()).toEqual(['a\\u202e\\x0a<b>.log', 'n'.repeat(100)])
    uploads.discard(uploads.list()[1]!.id)
    await uploads.take('C:\\a\u202e\n<b>.log', pieces('1'))
    await uploads.take('/', pieces('1'))
    expect(names()).toEqual(['a\\u202e\\x0a<b>.log', '(2) a\\u202e\\x0a<b>.log', 'log'])
  })

  it('are refused over the limit, of which all that is kept or comes in counts, and nothing of them is left', async () => {
    expect(await uploads.take('a', pieces('x'.repeat(60)))).toMatchObject({ bytes: 60 })
    expect(await uploads.take('b', pieces('x'.repeat(40), 'x'))).toMatchObject({ code: 'upload-too-large' })
    const both = await Promise.all(['c', 'd'].map((name) => uploads.take(name, pieces('x'.repeat(30)))))
    expect(both.filter((outcome) => 'code' in outcome && outcome.code === 'upload-too-large')).toHaveLength(1)
    expect(readdirSync(folder)).toHaveLength(2)
    uploads.discard(uploads.list()[0]!.id)
    expect(await uploads.take('e', pieces('x'.repeat(69)))).toMatchObject({ bytes: 69 })
    expect(await uploads.take('f', pieces(''))).toMatchObject({ code: 'bad-order' })
    await uploads.take('g', pieces('g')).then(() => expect(uploads.list()).toHaveLength(3))
    expect(await uploads.take('h', pieces('h'))).toMatchObject({ code: 'too-many-uploads' })
    expect(readdirSync(folder)).toHaveLength(3)
  })

  it('are removed when the client goes away in the middle', async () => {
    async function* leaving() {
      yield Buffer.from('half of it')
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
    }
    expect(await uploads.take('a', leaving())).toMatchObject({ code: 'upload-broken' })
    expect(readdirSync(folder)).toEqual([])
    expect(await uploads.take('b', pieces('x'.repeat(100)))).toMatchObject({ bytes: 100 })
  })

  it('are gone after a day, at the end, and at the next start', async () => {
    await uploads.take('a', pieces('a'))
    clock.advance(24 * 3_600_000)
    expect([names(), readdirSync(folder)]).toEqual([[], []])
    await uploads.take('b', pieces('b'))
    const [begun, more] = [deferred(), deferred()]
    async function* slow() {
      yield Buffer.from('slow')
      begun.resolve('')
      yield Buffer.from(await more.promise)
    }
    const coming = uploads.take('c', slow())
    await begun.promise
    uploads.close()
    more.resolve('late')
    expect(await coming).toMatchObject({ code: 'upload-broken', message: 'breakwater is ending' })
    expect(existsSync(folder)).toBe(false)
    mkdirSync(folder)
    writeFileSync(join(folder, 'left-by-a-crash'), '')
    uploads = new LabUploads(folder, clock, keptLog().log)
    expect(existsSync(folder)).toBe(false)
  })
})

function deferred() {
  let resolve = (_text: string) => {}
  const promise = new Promise<string>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
