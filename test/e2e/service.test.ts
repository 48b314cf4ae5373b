import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Daemon } from './daemon.ts'
import { waitUntil } from './wait-until.ts'

/** Of the watchdog, in milliseconds. */
const LIMIT = 1_000

let folder: string
let daemon: Daemon
const before = { ...process.env }
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-service-'))
  const program = join(folder, 'systemd-notify')
  writeFileSync(program, `#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> ${folder}/told\n`)
  chmodSync(program, 0o755)
  writeFileSync(join(folder, 'access.log'), '')
  process.env.PATH = `${folder}${delimiter}${process.env.PATH}`
  process.env.NOTIFY_SOCKET = '/run/test/notify'
  process.env.WATCHDOG_USEC = String(LIMIT * 1_000)
})
afterEach(async () => {
  daemon.signal('SIGCONT')
  await daemon.stop()
  for (const name of ['PATH', 'NOTIFY_SOCKET', 'WATCHDOG_USEC']) {
    if (before[name] === undefined) delete process.env[name]
    else process.env[name] = before[name]
  }
  rmSync(folder, { recursive: true, force: true })
})

const told = (): string[] => {
  const file = join(folder, 'told')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
}
const pulses = () => told().filter((line) => line.endsWith('WATCHDOG=1')).length

it('a daemon tells systemd when it reads, while it lives, and when it stops', async () => {
  daemon = new Daemon([join(folder, 'access.log'), '--state-dir', join(folder, 'state'), '--listen', 'off'])
  await waitUntil('that it is ready', 15_000, () => told().length > 0)
  expect(told()[0]).toBe('/run/test/notify READY=1 STATUS=Observing: nothing is blocked')
  await waitUntil('signs of life', 3 * LIMIT, () => pulses() >= 2)
  daemon.signal('SIGSTOP')
  const stopped = pulses()
  await new Promise((resolve) => setTimeout(resolve, LIMIT))
  // One may have been on its way.
  expect(pulses()).toBeLessThanOrEqual(stopped + 1)
  daemon.signal('SIGCONT')
  await waitUntil('a sign of life again', 3 * LIMIT, () => pulses() > stopped + 1)
  expect(await daemon.stop()).toBe(0)
  expect(told().at(-1)).toBe('/run/test/notify STOPPING=1')
})
