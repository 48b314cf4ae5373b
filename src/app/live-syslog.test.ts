import { createSocket, type Socket } from 'node:dgram'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileTally } from '../domain/file-tally.ts'
import { ManualClock } from '../lib/clock.ts'
import { LiveLog } from './live-log.ts'
import { LiveSyslog } from './live-syslog.ts'

const LINE = '<190>Mar  2 09:15:01 nginx: 198.51.100.7 - - [02/Mar/2026:09:15:01 +0000] "GET / HTTP/1.1" 200 5'
const NONE = { consume() {} }

let said: string[]
let clock: ManualClock
let client: Socket
let syslog: LiveSyslog
let tally: FileTally

beforeEach(async () => {
  said = []
  clock = new ManualClock(1_772_442_901_000)
  client = createSocket('udp4')
  const say = (text: string) => said.push(text)
  const log = { debug: say, info: say, warn: say, error: say }
  tally = new FileTally('syslog')
  syslog = await LiveSyslog.open('syslog:127.0.0.1:0', clock, log)
  syslog.read((name) => new LiveLog(name, 'auto', tally, NONE, () => clock.now(), log))
})
afterEach(() => {
  client.close()
  syslog.close()
})

async function send(...datagrams: string[]): Promise<void> {
  const port = Number(/port (\d+)/.exec(said[0]!)![1])
  const wanted = syslog.status().received + datagrams.length
  for (const datagram of datagrams) client.send(datagram, port, '127.0.0.1')
  const end = performance.now() + 5_000
  while (syslog.status().received < wanted) {
    if (performance.now() > end) throw new Error(`${syslog.status().received} of ${wanted} datagrams arrived`)
    await new Promise((resolve) => setImmediate(resolve))
  }
  syslog.flush()
}

describe('LiveSyslog', () => {
  it('says each minute how it goes', async () => {
    await send(LINE, LINE, LINE.slice(0, -10), 'a\nb')
    expect(tally).toMatchObject({ lines: 3, rejected: 1 })
    clock.advance(60_000)
    expect(said.at(-1)).toBe(
      'syslog:127.0.0.1:0: 4 datagrams in the last minute, 1 refused, 1 cut, 0 dropped by the kernel',
    )
    await send(LINE)
    clock.advance(60_000)
    expect(said.at(-1)).toContain('1 datagrams in the last minute, 0 refused, 0 cut')
  })

  it('tells of refused datagrams at once, then once a minute with their sum, and what is left at the end', async () => {
    const refusals = () => said.flatMap((text) => /(\d+) datagrams were refused/.exec(text)?.[1] ?? [])
    await send('a\nb')
    clock.advance(1_000)
    expect(refusals()).toEqual(['1'])
    for (let i = 0; i < 3; i++) {
      await send('a\nb')
      clock.advance(10_000)
    }
    expect(refusals()).toEqual(['1'])
    clock.advance(40_000)
    expect(refusals()).toEqual(['1', '3'])
    await send('a\nb', 'a\nb')
    syslog.close()
    expect(refusals()).toEqual(['1', '3', '2'])
    syslog = await LiveSyslog.open('syslog:127.0.0.1:0', clock, { debug() {}, info() {}, warn() {}, error() {} })
  })
})
