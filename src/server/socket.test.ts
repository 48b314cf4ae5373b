import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { controlApp } from './control-app.ts'
import { FakeDesk } from './fake-desk.fixture.ts'
import { type ControlSocket, listenOnSocket } from './socket.ts'

let folder: string
let path: string
const open: ControlSocket[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-socket-'))
  path = join(folder, 'control.sock')
})
afterEach(async () => {
  for (const socket of open.splice(0)) await socket.close()
  rmSync(folder, { recursive: true })
})

async function listen(at = path): Promise<ControlSocket> {
  const app = await controlApp(new FakeDesk(), { version: '0.1.0', onFault: () => {} })
  const socket = await listenOnSocket(app, at)
  open.push(socket)
  return socket
}

function status(at = path): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ socketPath: at, path: '/healthz' }, (answer) => resolve(answer.resume().statusCode!))
      .once('error', reject)
      .end()
  })
}

/** A process that listens on the path and is killed: what remains is a socket that nobody answers. */
async function leaveStale(): Promise<void> {
  const script = `require('net').createServer().listen(process.argv[1], () => console.log('on'))`
  const child: ChildProcess = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout!, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(lstatSync(path).isSocket()).toBe(true)
}

describe('the control socket', () => {
  it('answers, for owner and group only, and is removed at the end', async () => {
    const socket = await listen()
    expect(lstatSync(path).mode & 0o777).toBe(0o660)
    expect(await status()).toBe(200)
    await socket.close()
    open.length = 0
    expect(existsSync(path)).toBe(false)
  })

  it('takes the place of a socket that a killed process left', async () => {
    await leaveStale()
    await listen()
    expect(await status()).toBe(200)
  })

  it('leaves a socket that answers to whom it belongs', async () => {
    await listen()
    await expect(listen()).rejects.toThrow('another breakwater answers')
    expect(await status()).toBe(200)
  })

  it('follows no link, and removes no file', async () => {
    const victim = join(folder, 'victim')
    writeFileSync(victim, 'kept')
    symlinkSync(victim, path)
    await expect(listen()).rejects.toThrow('is a link and no socket')
    expect(lstatSync(path).isSymbolicLink()).toBe(true)
    rmSync(path)
    writeFileSync(path, 'kept')
    await expect(listen()).rejects.toThrow('is a file and no socket')
    expect(lstatSync(path).isFile()).toBe(true)
  })

  it('does not listen where others may write, where there is no folder, or at too long a path', async () => {
    chmodSync(folder, 0o777)
    await expect(listen()).rejects.toThrow('may be written by others')
    chmodSync(folder, 0o700)
    await expect(listen(join(folder, 'nowhere', 'control.sock'))).rejects.toThrow('is not there')
    const deep = join(folder, 'x'.repeat(120))
    mkdirSync(deep)
    await expect(listen(join(deep, 'control.sock'))).rejects.toThrow('longer than 107 bytes')
  })

  it('closes at once while clients are connected, and answers others while some say nothing', async () => {
    const socket = await listen()
    const idle = Array.from({ length: 20 }, () => createConnection({ path }))
    await Promise.all(idle.map((one) => once(one, 'connect')))
    for (const one of idle) one.on('error', () => {}).write('GET /api/v1/status HTTP/1.1\r\n')
    expect(await status()).toBe(200)
    const started = performance.now()
    await socket.close()
    open.length = 0
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  it('answers what is no HTTP with 400 and goes on', async () => {
    await listen()
    const garbage = createConnection({ path })
    garbage.on('error', () => {}).end('\u0016\u0003\u0001 no HTTP\r\n\r\n')
    const [bytes] = await once(garbage, 'data')
    expect(String(bytes)).toContain('400 Bad Request')
    expect(await status()).toBe(200)
  })
})
