import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { HOSTILE, messageOf } from '../message.fixture.ts'
import { notifierContract, TIMEOUT } from '../notifier.contract.ts'
import { Exec } from './exec.ts'
import { File } from './file.ts'

const folder = mkdtempSync(join(tmpdir(), 'breakwater-notify-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(0, -1)
  } catch {
    return []
  }
}

describe('exec', () => {
  const told = join(folder, 'told')
  const mode = join(folder, 'mode')
  const script = `
    const fs = require('fs')
    const mode = fs.readFileSync(${JSON.stringify(mode)}, 'utf8')
    if (mode === 'hanging') setInterval(() => {}, 1000)
    else if (mode === 'broken') { console.error('no route'); process.exit(3) }
    else fs.appendFileSync(${JSON.stringify(told)}, fs.readFileSync(0))`
  const create = () =>
    new Exec({
      type: 'exec',
      command: [process.execPath, '-e', script],
      timeout: currentMode() === 'hanging' ? TIMEOUT : 5_000,
    })
  const currentMode = () => readFileSync(mode, 'utf8')
  notifierContract({
    create,
    behave: (how) => {
      writeFileSync(mode, how)
      return how !== 'busy' && how !== 'refusing'
    },
    arrived: () => linesOf(told),
    secrets: [],
  })

  it('is given nothing of the message as an argument, and says why it failed', async () => {
    writeFileSync(mode, 'well')
    const arguments_ = join(folder, 'arguments')
    const spy = new Exec({
      type: 'exec',
      command: [
        process.execPath,
        '-e',
        `require('fs').writeFileSync(${JSON.stringify(arguments_)}, JSON.stringify(process.argv.slice(1)))`,
        'own',
      ],
      timeout: 5_000,
    })
    expect(await spy.send(messageOf({ title: HOSTILE }))).toMatchObject({ outcome: 'sent' })
    expect(JSON.parse(readFileSync(arguments_, 'utf8'))).toEqual(['own'])
    writeFileSync(mode, 'broken')
    expect(await create().send(messageOf())).toMatchObject({
      outcome: 'later',
      why: expect.stringContaining('no route'),
    })
    const missing = new Exec({ type: 'exec', command: [join(folder, 'nothing')], timeout: 500 })
    expect(await missing.send(messageOf())).toMatchObject({
      outcome: 'later',
      why: expect.stringContaining('is not installed'),
    })
  })
})

describe('file', () => {
  const path = join(folder, 'alerts.jsonl')
  const create = () => new File({ type: 'file', path })
  notifierContract({ create, behave: (how) => how === 'well', arrived: () => linesOf(path), secrets: [] })

  it('writes one safe line a message, for owner and group alone', async () => {
    await create().send(messageOf({ title: 'a\n\u202e\u001b[2J' }))
    const line = linesOf(path).at(-1)!
    expect(line).toMatch(/^[\x20-\x7e]*$/)
    expect(JSON.parse(line)).toMatchObject({ version: 1, title: 'a\n\u202e\u001b[2J', lasted_s: 200 })
    expect(statSync(path).mode & 0o777).toBe(0o640)
  })

  it('follows no link, and says so', async () => {
    const link = join(folder, 'link')
    symlinkSync(path, link)
    const before = linesOf(path).length
    expect(await new File({ type: 'file', path: link }).send(messageOf())).toMatchObject({
      outcome: 'later',
      why: `${link}: ELOOP`,
    })
    expect(linesOf(path)).toHaveLength(before)
    const nowhere = new File({ type: 'file', path: join(folder, 'a', 'b') })
    expect(await nowhere.send(messageOf())).toMatchObject({ outcome: 'later', why: expect.stringContaining('ENOENT') })
  })
})
