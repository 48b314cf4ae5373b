import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ManualClock } from './clock.ts'
import { SdNotify } from './sd-notify.ts'

const SOCKET = '/run/systemd/notify'

function rig(environment: Record<string, string>, fails = false) {
  const clock = new ManualClock()
  const told: string[] = []
  const troubles: string[] = []
  const notify = new SdNotify({
    ...{ environment, clock },
    onTrouble: ({ message }) => troubles.push(message),
    run: async ([program, ...assignments], options) => {
      expect([program, options.environment]).toEqual(['systemd-notify', { NOTIFY_SOCKET: SOCKET }])
      told.push(assignments.join(' '))
      if (fails) throw new Error('systemd-notify is not installed')
      return ''
    },
  })
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return { clock, told, troubles, notify, settled }
}

describe('what systemd is told', () => {
  it('is nothing where it does not ask', async () => {
    const { notify, told, clock } = rig({ WATCHDOG_USEC: '1000000' })
    notify.ready('reading')
    notify.alive()
    clock.advance(10_000)
    await notify.stopping()
    expect(told).toEqual([])
  })

  it('is that the service is ready, in one line, and that it stops, in this order', async () => {
    const { notify, told } = rig({ NOTIFY_SOCKET: SOCKET })
    notify.ready('reading\nREADY=0')
    await notify.stopping()
    expect(told).toEqual(['READY=1 STATUS=reading READY=0', 'STOPPING=1'])
  })

  it('is that it lives, at half the time, only while its work goes on', async () => {
    const { notify, told, clock, settled } = rig({ NOTIFY_SOCKET: SOCKET, WATCHDOG_USEC: '30000000' })
    const lives = async (isAlive: boolean) => {
      if (isAlive) notify.alive()
      clock.advance(15_000)
      await settled()
      return told.splice(0)
    }
    expect(await lives(true)).toEqual([])
    notify.ready('reading')
    await settled()
    expect(told.splice(0)).toEqual(['READY=1 STATUS=reading'])
    expect(await lives(true)).toEqual(['WATCHDOG=1'])
    expect(await lives(false)).toEqual([])
    expect(await lives(false)).toEqual([])
    expect(await lives(true)).toEqual(['WATCHDOG=1'])
    await notify.stopping()
    told.splice(0)
    expect(await lives(true)).toEqual([])
  })

  it('is not that it lives when the watchdog is meant for another process', async () => {
    const { notify, told, clock, settled } = rig({ NOTIFY_SOCKET: SOCKET, WATCHDOG_USEC: '1000000', WATCHDOG_PID: '1' })
    notify.ready('reading')
    notify.alive()
    clock.advance(5_000)
    await settled()
    expect(told).toEqual(['READY=1 STATUS=reading'])
  })

  it('may fail, which is told once and holds nothing up', async () => {
    const { notify, troubles } = rig({ NOTIFY_SOCKET: SOCKET }, true)
    notify.ready('reading')
    await notify.stopping()
    expect(troubles).toEqual(['systemd-notify is not installed'])
  })

  it('goes by systemd-notify with its socket and without what else this process knows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-notify-'))
    const program = join(folder, 'systemd-notify')
    writeFileSync(program, `#!/bin/sh\nprintf '%s|' "$NOTIFY_SOCKET" "$SECRET" "$@" >> ${folder}/told\n`)
    chmodSync(program, 0o755)
    const path = process.env.PATH
    process.env.PATH = `${folder}:${path}`
    process.env.SECRET = 'not for others'
    const troubles: string[] = []
    const notify = new SdNotify({
      environment: { NOTIFY_SOCKET: SOCKET },
      clock: new ManualClock(),
      onTrouble: ({ message }) => troubles.push(message),
    })
    notify.ready('it runs')
    await notify.stopping()
    process.env.PATH = path
    delete process.env.SECRET
    const told = readFileSync(join(folder, 'told'), 'utf8')
    rmSync(folder, { recursive: true })
    expect([told, troubles]).toEqual([`${SOCKET}||READY=1|STATUS=it runs|${SOCKET}||STOPPING=1|`, []])
  })
})
