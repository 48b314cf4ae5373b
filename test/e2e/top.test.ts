import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CALM } from '../../src/domain/live-snapshot.fixture.ts'
import { controlApp } from '../../src/server/control-app.ts'
import { FakeDesk } from '../../src/server/fake-desk.fixture.ts'
import { type ControlSocket, listenOnSocket } from '../../src/server/socket.ts'
import { MAIN } from './daemon.ts'
import { Terminal } from './terminal-session.ts'

let folder: string
let desk: FakeDesk
let socket: ControlSocket
let terminal: Terminal
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-top-'))
  desk = new FakeDesk()
  desk.live = CALM
  const app = await controlApp(desk, { version: '0.1.0', onFault: () => {} })
  socket = await listenOnSocket(app, join(folder, 'control.sock'))
  terminal = new Terminal(folder, 80, 24)
  terminal.enter(`PS1='ready> '; clear; echo before the view`)
  await terminal.shows('before the view')
  terminal.enter(`node ${MAIN} top --state-dir ${folder}; echo "exit code $?"`)
})
afterEach(async () => {
  terminal.close()
  await socket.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('top, beside a daemon that a fixture stands for', () => {
  it('follows the daemon once a second, takes keys, and gives the screen back', async () => {
    expect(await terminal.shows('203.0.113.10')).toContain('observing: nothing is blocked')
    desk.live = {
      ...CALM,
      enforcement: { mode: 'nftables', state: 'working' },
      requests60: 9_999,
      bansInForce: 3,
      bansConfirmed: 3,
      messages: ['hostile \u001b]0;title\u0007 text'],
    }
    const screen = await terminal.shows('3 sources banned', 3_000)
    expect(screen).toContain('enforced by nftables')
    expect(screen).toContain('hostile')
    terminal.send('?')
    expect(await terminal.shows('Ctrl-C')).toContain('pause and go on')
    terminal.send('q')
    expect(await terminal.shows('exit code 0')).toContain('before the view')
  })

  it('says so when the daemon has ended, with the screen given back', async () => {
    await terminal.shows('203.0.113.10')
    await socket.close()
    const screen = await terminal.shows('exit code 3')
    expect(screen).toContain('no breakwater answers')
    expect(screen).toContain('before the view')
  })
})
