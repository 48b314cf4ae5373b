import { describe, expect, it } from 'vitest'
import { forbiddenAddress } from './forbidden-address.ts'
import { waitOf } from './http-deliver.ts'
import { ANSWERS, HttpRig } from './http-rig.fixture.ts'
import { httpSend } from './http-send.ts'
import { NOW } from './message.fixture.ts'
import { type ResolveHost, resolveHost } from './resolve-host.ts'

describe('forbiddenAddress', () => {
  it.each([
    ['hooks.example', '198.51.100.7', false, true],
    ['hooks.example', '2001:db8::1', false, true],
    ['hooks.example', '127.0.0.1', false, false],
    ['hooks.example', '::ffff:127.0.0.1', false, false],
    ['hooks.example', '10.0.0.8', false, false],
    ['hooks.example', 'fd00::8', false, false],
    ['hooks.example', '64:ff9b::a9fe:a9fe', false, false],
    ['hooks.example', '10.0.0.8', true, true],
    ['localhost', '127.0.0.1', false, true],
    ['localhost', '::1', false, true],
    ['localhost', '10.0.0.8', false, false],
    ['10.0.0.8', '10.0.0.8', false, true],
    ['169.254.169.254', '169.254.169.254', false, false],
    ['::ffff:169.254.169.254', '::ffff:169.254.169.254', false, false],
    ['fe80::1', 'fe80::1', false, false],
    ['100.100.100.200', '100.100.100.200', false, false],
    ['169.254.169.254', '169.254.169.254', true, true],
    ['0.0.0.0', '0.0.0.0', true, false],
    ['hooks.example', '224.0.0.1', true, false],
  ])('%s as %s with allow_private %s: %s', (host, address, allowPrivate, isAllowed) =>
    expect(forbiddenAddress(host, address, allowPrivate) === null).toBe(isAllowed),
  )
})

describe('httpSend', () => {
  const options = { timeout: 400, allow_private: false, allow_http: true }
  const outgoing = (url: string) => ({ url: new URL(url), headers: {}, body: '{}' })

  it('looks a name up once, and connects to what it found', async () => {
    const rig = await HttpRig.start()
    let asked = 0
    // A second answer would lead elsewhere.
    const resolve: ResolveHost = async () => [{ address: asked++ === 0 ? '127.0.0.1' : '203.0.113.1', family: 4 }]
    const answer = await httpSend(
      outgoing(`http://hooks.example:${rig.port}/a`),
      { ...options, allow_private: true },
      resolve,
    )
    expect(answer.status).toBe(200)
    expect(asked).toBe(1)
    expect(rig.received[0]!.headers.host).toBe(`hooks.example:${rig.port}`)
    await rig.stop()
  })

  it('connects to nothing when one of the addresses is forbidden', async () => {
    const rig = await HttpRig.start()
    const resolve: ResolveHost = async () => [
      { address: '198.51.100.7', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]
    await expect(httpSend(outgoing(`http://hooks.example:${rig.port}/`), options, resolve)).rejects.toThrow(
      'private address 127.0.0.1',
    )
    await expect(httpSend(outgoing('http://169.254.169.254/latest/meta-data'), options)).rejects.toThrow('link-local')
    expect(rig.received).toEqual([])
    await rig.stop()
  })

  it('writes to no other machine without TLS unless that is allowed', async () => {
    const strict = { ...options, allow_http: false }
    await expect(httpSend(outgoing('http://198.51.100.7/'), strict)).rejects.toThrow('allow_http')
  })

  it('ends in time also while a name is looked up', async () => {
    const begun = performance.now()
    const never: ResolveHost = () => new Promise(() => {})
    await expect(httpSend(outgoing('https://hooks.example/'), options, never)).rejects.toThrow('timeout')
    expect(performance.now() - begun).toBeLessThan(1_200)
  })

  it('reads 64 KiB of an answer of 10 MB', async () => {
    const rig = await HttpRig.start()
    rig.behaviour = ANSWERS.huge
    expect((await httpSend(outgoing(rig.url('/')), options)).body).toHaveLength(65_536)
    await rig.stop()
  })

  it('speaks TLS only with whom it can verify', async () => {
    const rig = await HttpRig.start()
    await expect(httpSend(outgoing(`https://127.0.0.1:${rig.port}/`), options)).rejects.toThrow()
    expect(rig.received).toEqual([])
    await rig.stop()
  })

  it('takes an address as it is', async () => {
    expect(await resolveHost('[2001:db8::1]', false)).toEqual({ address: '2001:db8::1', family: 6 })
    await expect(resolveHost('hooks.example', false, async () => [])).rejects.toThrow('has no address')
  })
})

describe('waitOf', () => {
  it.each([
    ['7', 7_000],
    [' 120 ', 120_000],
    ['0.5', 500],
    ['999999', 3_600_000],
    ['Mon, 02 Mar 2026 09:16:01 GMT', 59_300],
    ['Mon, 02 Mar 2020 09:16:01 GMT', 0],
    ['soon', null],
    ['-5', null],
    [null, null],
  ])('%s', (header, wait) => expect(waitOf(header, NOW)).toBe(wait))
})
