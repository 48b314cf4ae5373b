import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Refusal } from '../../domain/control.ts'
import type { LabFile, ReplayJob, ReplayLab, ReplayOrder } from '../../domain/replay-lab.ts'
import { ManualClock } from '../../lib/clock.ts'
import { SignInCodes } from '../access/sign-in-codes.ts'
import { type ControlApp, controlApp } from '../control-app.ts'
import { FakeDesk, INCIDENT, PERMANENT } from '../fake-desk.fixture.ts'
import { webApp } from '../web-app.ts'

const FILE: LabFile = { id: 'a1', name: 'access.log', bytes: 7, modified: '2026-03-02T09:00:00.000Z', is_upload: true }
const ORDER: ReplayOrder = {
  ...{ author: 'mara', files: ['a1'], profile: 'classic' },
  options: { classic: { z: 4 }, bans: { ladder: ['1m'] } },
}
const JOB: ReplayJob = {
  ...{
    id: 'mx-1',
    order: ORDER,
    names: ['access.log'],
    started: FILE.modified,
    state: 'done',
    progress: 1,
    trouble: null,
  },
  result: {
    cost: {
      ...{ requests: 9, sources: 2, from: FILE.modified, to: FILE.modified, bans: 1, incidents: 1 },
      ...{ prevented: 3, prevented_ok: 1, refused_lines: 0, elapsed: 12 },
    },
    ...{ bans: [PERMANENT], incidents: [INCIDENT], notes: ['a note'] },
  },
}
const FULL: Refusal = { outcome: 'refused', code: 'upload-too-large', message: 'it is too large', fix: 'Pack it.' }

class FakeLab implements ReplayLab {
  readonly received: string[] = []
  limit = 1_000
  async upload(name: string, bytes: AsyncIterable<Uint8Array>): Promise<LabFile | Refusal> {
    let size = 0
    try {
      for await (const chunk of bytes) {
        size += chunk.length
        if (size > this.limit) return FULL
      }
    } catch (error) {
      this.received.push(`broken: ${(error as Error).message}`)
      return { ...FULL, code: 'upload-broken' }
    }
    this.received.push(`${name}: ${size}`)
    return { ...FILE, name, bytes: size }
  }
  files = () => [FILE]
  discard = (id: string) => id === 'a1'
  start = async (order: ReplayOrder): Promise<ReplayJob | Refusal> =>
    order.files[0] === 'a1' ? { ...JOB, order, state: 'waiting', result: null } : { ...FULL, code: 'too-many-replays' }
  jobs = () => [JOB]
  job = (id: string) => (id === JOB.id ? JOB : null)
  cancel = (id: string) => id === JOB.id
  close = async () => {}
}

let lab: FakeLab
let app: ControlApp
const faults: Error[] = []
beforeEach(async () => {
  lab = new FakeLab()
  app = await controlApp(new FakeDesk(), { version: '0.1.0', onFault: (error) => faults.push(error), lab })
})
afterEach(async () => {
  await app.close()
  expect(faults).toEqual([])
})
const get = async (url: string) => (await app.inject({ url })).json()
const BYTES = { 'content-type': 'application/octet-stream' }

/** Sends to a real listener; resolves with the status and the body, or with what the connection died of. */
async function send(
  pieces: readonly Buffer[],
  { headers = {}, leave = false } = {},
): Promise<[number | string, string]> {
  if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const sent = request({
    port,
    method: 'POST',
    path: '/api/v1/lab/files?name=x.log',
    headers: { ...BYTES, ...headers },
  })
  const answer = new Promise<[number | string, string]>((resolve) => {
    sent.on('error', (error: NodeJS.ErrnoException) => resolve([error.code ?? '', '']))
    sent.on('response', async (response) => {
      let text = ''
      for await (const chunk of response.setEncoding('utf8')) text += chunk
      resolve([response.statusCode!, text])
    })
  })
  for (const piece of pieces) if (!sent.write(piece) && !leave) await Promise.race([once(sent, 'drain'), answer])
  if (leave) setTimeout(() => sent.destroy(), 100)
  else sent.end()
  return answer
}

describe('the routes of the replay lab', () => {
  it('give files and jobs whole, and a list of jobs without what is large', async () => {
    expect(await get('/api/v1/lab/files')).toEqual([FILE])
    expect(await get('/api/v1/lab/replays/mx-1')).toEqual(JOB)
    expect(await get('/api/v1/lab/replays')).toEqual([{ ...JOB, result: { ...JOB.result, bans: [], incidents: [] } }])
    expect(await get('/api/v1/lab/replays/mx-2')).toMatchObject({ error: 'no-such-file' })
    const paths = Object.keys((await get('/api/v1/openapi.json')).paths)
    expect(paths.filter((path) => path.includes('/lab/'))).toHaveLength(4)
  })

  it('take orders, and end and remove', async () => {
    const post = (payload: object) => app.inject({ method: 'POST', url: '/api/v1/lab/replays', payload })
    const made = await post(ORDER)
    expect([made.statusCode, made.json()]).toEqual([202, { ...JOB, state: 'waiting', result: null }])
    expect((await post({ ...ORDER, files: ['b2'] })).statusCode).toBe(409)
    for (const wrong of [{ files: [] }, { files: ['../x'] }, { profile: 'none' }, { options: [] }, { path: '/etc' }])
      expect((await post({ ...ORDER, ...wrong })).statusCode).toBe(400)
    const remove = async (url: string) => (await app.inject({ method: 'DELETE', url })).statusCode
    expect(await remove('/api/v1/lab/replays/mx-1')).toBe(200)
    expect(await remove('/api/v1/lab/replays/mx-2')).toBe(404)
    expect(await remove('/api/v1/lab/files/a1')).toBe(200)
    expect(await remove('/api/v1/lab/files/b2')).toBe(404)
  })

  it('take a file of any size as a stream, and only as bytes', async () => {
    lab.limit = 10_000_000
    const [status, text] = await send(Array.from({ length: 64 }, () => Buffer.alloc(65_536)))
    expect([status, JSON.parse(text)]).toMatchObject([201, { name: 'x.log', bytes: 64 * 65_536 }])
    const url = '/api/v1/lab/files?name=x'
    const json = await app.inject({ method: 'POST', url, payload: { a: 1 } })
    expect(json.json()).toMatchObject({ error: 'bad-order' })
    const long = await app.inject({ method: 'POST', url, payload: { a: 'x'.repeat(70_000) } })
    expect(long.statusCode, 'only a stream may be long').toBe(413)
    expect((await app.inject({ method: 'POST', url })).json()).toMatchObject({ error: 'bad-order' })
    expect(
      (await app.inject({ method: 'POST', url: '/api/v1/lab/files', headers: BYTES, payload: 'x' })).statusCode,
    ).toBe(400)
    const elsewhere = await app.inject({ method: 'POST', url: '/api/v1/bans', headers: BYTES, payload: 'x' })
    expect(elsewhere.statusCode).toBe(415)
  })

  it('tell who sends too much before the rest has come, and close', async () => {
    const [status, text] = await send([Buffer.alloc(2_000), Buffer.alloc(2_000)])
    expect([status, JSON.parse(text).error]).toEqual([413, 'upload-too-large'])
    const announced = await send([Buffer.alloc(10)], { headers: { 'content-length': 300 * 1_024 * 1_024 } })
    expect(announced[0]).toBe(413)
    expect(lab.received).toEqual([])
  })

  it('notice that a client went away in the middle', async () => {
    await send([Buffer.alloc(100)], { leave: true })
    await expect.poll(() => lab.received).toEqual(['broken: aborted'])
  })

  it('are guarded on TCP like all others, and know who orders', async () => {
    const clock = new ManualClock(0)
    const token = 'a-token-of-at-least-32-characters'
    const access = {
      ...{ clock, token, password: null, isPublic: true, isTrusted: () => false, onSignIn: () => {} },
      codes: new SignInCodes(clock),
    }
    const web = await webApp(new FakeDesk(), {
      ...{ version: '0.1.0', onFault: (error: Error) => faults.push(error), lab, access },
      ...{ publicUrl: null, assets: new Map() },
    })
    const asked = async (method: 'GET' | 'POST' | 'DELETE', url: string, headers = {}, payload?: object | string) =>
      web.inject({
        method,
        url: `/api/v1/lab/${url}`,
        headers: { host: 'localhost', ...headers },
        ...(payload && { payload }),
      })
    const bearer = { authorization: `Bearer ${token}` }
    for (const [method, url] of [
      ['GET', 'files'],
      ['GET', 'replays'],
      ['GET', 'replays/mx-1'],
      ['DELETE', 'replays/mx-1'],
      ['DELETE', 'files/a1'],
    ] as const)
      expect((await asked(method, url)).statusCode, `${method} ${url}`).toBe(401)
    expect((await asked('POST', 'files?name=x', BYTES, 'lines')).statusCode).toBe(401)
    expect((await asked('POST', 'replays', {}, ORDER)).statusCode).toBe(401)
    const foreign = { ...BYTES, ...bearer, origin: 'https://evil.example' }
    expect((await asked('POST', 'files?name=x', foreign, 'lines')).statusCode).toBe(403)
    expect(lab.received).toEqual([])
    expect((await asked('POST', 'files?name=x', { ...BYTES, ...bearer }, 'lines')).statusCode).toBe(201)
    expect((await asked('POST', 'replays', bearer, ORDER)).json().order.author).toBe('access token')
    await web.close()
  })
})
