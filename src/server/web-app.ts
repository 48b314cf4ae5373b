import type { Desk } from '../domain/control.ts'
import { Access, type AccessOptions } from './access/access.ts'
import { addGate } from './access/gate.ts'
import { HostList } from './access/host-list.ts'
import { type Asset, assetRoutes } from './assets.ts'
import { type ControlApp, type ControlOptions, controlApp } from './control-app.ts'
import { sessionRoutes } from './routes/session.ts'
import { securityHeaders } from './security-headers.ts'

export interface WebOptions extends Omit<ControlOptions, 'links' | 'headers' | 'gate' | 'onTick' | 'clock'> {
  readonly access: AccessOptions
  /** What browsers call this server from outside, `https://logs.example`; null: only by loopback names. */
  readonly publicUrl: string | null
  readonly assets: ReadonlyMap<string, Asset>
}

/** The control app as it is served on TCP: with the pages, for whoever has signed in, and nothing for anybody else. */
export async function webApp(desk: Desk, options: WebOptions): Promise<ControlApp> {
  const { publicUrl, version, assets } = options
  const access = new Access(options.access)
  const isSecure = publicUrl?.startsWith('https:') ?? false
  const app = await controlApp(desk, {
    ...options,
    clock: options.access.clock,
    headers: securityHeaders(isSecure),
    gate: (app) => addGate(app, { access, hosts: new HostList(publicUrl) }),
    onTick: () => access.sessions.endOld(),
  })
  sessionRoutes(app, { access, version, isSecure })
  assetRoutes(app, assets)
  return app
}
