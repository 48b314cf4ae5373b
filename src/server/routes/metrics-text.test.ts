import { describe, expect, it } from 'vitest'
import { single } from '../../domain/metric-family.ts'
import { controlApp } from '../control-app.ts'
import { FakeDesk } from '../fake-desk.fixture.ts'
import { TOKEN, WebRig } from '../web-rig.fixture.ts'

const METRICS = {
  families: ({ sources }: { readonly sources: number }) => [single('breakwater_tracked_ips', sources)],
}
const TEXT = /^# HELP breakwater_tracked_ips .*\n# TYPE breakwater_tracked_ips gauge\nbreakwater_tracked_ips 812\n$/

describe('/metrics', () => {
  it('is there on the control socket, as text of version 0.0.4', async () => {
    const app = await controlApp(new FakeDesk(), { version: '0.1.0', onFault() {}, metrics: METRICS })
    const answer = await app.inject({ url: '/metrics' })
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ])
    expect(answer.body).toMatch(TEXT)
    await app.close()
  })

  it('is not there where nobody keeps metrics', async () => {
    const app = await controlApp(new FakeDesk(), { version: '0.1.0', onFault() {} })
    expect((await app.inject({ url: '/metrics' })).statusCode).toBe(404)
    await app.close()
  })

  it('is told on TCP to a script with the token and to who has signed in, and to nobody else', async () => {
    const rig = await WebRig.start({ isPublic: true, metrics: METRICS })
    const withToken = (token: string) => rig.get('/metrics', { headers: { authorization: `Bearer ${token}` } })
    expect((await rig.get('/metrics')).statusCode).toBe(401)
    expect((await withToken('t')).statusCode).toBe(401)
    expect((await withToken(TOKEN)).body).toMatch(TEXT)
    expect((await rig.get('/metrics', { as: await rig.signIn() })).body).toMatch(TEXT)
    await rig.app.close()
  })
})
