import type { MetricsReader } from '../domain/metric-family.ts'
import { CidrSet } from '../lib/cidr-set.ts'
import { type Clock, ManualClock } from '../lib/clock.ts'
import { hashPassword } from './access/password.ts'
import type { Role } from './access/role.ts'
import { SignInCodes } from './access/sign-in-codes.ts'
import type { Asset } from './assets.ts'
import type { ControlApp } from './control-app.ts'
import { FakeDesk } from './fake-desk.fixture.ts'
import { FakeSiteDesk } from './fake-site-desk.fixture.ts'
import { webApp } from './web-app.ts'

export const PASSWORD = 'correct horse battery'
export const TOKEN = 'tttttttttttttttttttttttttttttttt'
export const PUBLIC_URL = 'https://logs.example'
const HASH = await hashPassword(PASSWORD)

export interface RigOptions {
  readonly password?: string | null
  readonly token?: string | null
  readonly isPublic?: boolean
  readonly publicUrl?: string | null
  readonly trusted?: readonly string[]
  readonly metrics?: MetricsReader
  /** In place of the one that is turned by hand. */
  readonly realClock?: Clock
}

/** A browser that has signed in. */
export interface Signed {
  readonly cookie: string
  readonly token: string
}

const page = (text: string): Asset => ({
  ...{ bytes: Buffer.from(text), gzip: Buffer.from(`gzip of ${text}`), type: 'text/html; charset=utf-8' },
  ...{ etag: '"e"', cache: 'no-cache' },
})

/** The server as it is on TCP, over a desk and a site that are made up, with a clock that is turned by hand. */
export class WebRig {
  readonly clock = new ManualClock(1_772_442_901_000)
  readonly desk = new FakeDesk()
  readonly site = new FakeSiteDesk()
  codes!: SignInCodes
  readonly signedIn: string[] = []
  readonly faults: Error[] = []
  app!: ControlApp

  static async start(options: RigOptions = {}): Promise<WebRig> {
    const rig = new WebRig()
    const { password = HASH, token = TOKEN, isPublic = false, publicUrl = null, trusted = [], metrics } = options
    const clock = options.realClock ?? rig.clock
    rig.codes = new SignInCodes(clock)
    const networks = new CidrSet(trusted.map((cidr) => ({ cidr, list: 'trusted_proxies' })))
    rig.app = await webApp(rig.desk, {
      ...{ version: '0.1.0', publicUrl, publicName: 'logs.example', site: rig.site },
      onFault: (error) => rig.faults.push(error),
      ...(metrics && { metrics }),
      assets: new Map([
        ['/index.html', page('<title>Breakwater</title>')],
        ['/assets/main-AbCdEf12.js', { ...page('go()'), type: 'text/javascript' }],
      ]),
      access: {
        ...{ clock, password, token, isPublic, codes: rig.codes },
        isTrusted: ({ kind, high, low, hostHigh, hostLow }) => networks.holds(kind === 6, high, low, hostHigh, hostLow),
        onSignIn: (address) => rig.signedIn.push(address),
      },
    })
    return rig
  }

  ask(method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE', url: string, more: Ask = {}) {
    const { headers = {}, body, from = '127.0.0.1', as } = more
    return this.app.inject({
      method,
      url,
      remoteAddress: from,
      headers: {
        host: 'localhost:8642',
        ...(as && { cookie: as.cookie, 'x-breakwater-token': as.token }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  }

  get(url: string, more: Ask = {}) {
    return this.ask('GET', url, more)
  }

  /** By a one-time link, which costs no scrypt. */
  async signIn(name = 'mara', more: Ask = {}): Promise<Signed> {
    const { code } = this.codes.make(name)
    return signedBy(await this.ask('POST', '/api/v1/session', { ...more, body: { code } }))
  }

  async roleOf(more: Ask = {}): Promise<Role> {
    return (await this.get('/api/v1/session', more)).json().role
  }
}

export interface Ask {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly from?: string
  readonly as?: Signed
}

export function signedBy(answer: { headers: Record<string, unknown>; json(): { token: string } }): Signed {
  const [cookie = ''] = String(answer.headers['set-cookie']).split(';')
  return { cookie, token: answer.json().token }
}
