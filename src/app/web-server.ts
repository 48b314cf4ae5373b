import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { exposureFault, parseListen } from '../config/listen-address.ts'
import type { Config } from '../config/schema.ts'
import type { Desk } from '../domain/control.ts'
import { ConfigError } from '../domain/errors.ts'
import type { MetricsReader } from '../domain/metric-family.ts'
import type { ReplayLab } from '../domain/replay-lab.ts'
import type { SignInLinks } from '../domain/sign-in-links.ts'
import type { SiteDesk } from '../domain/site-desk.ts'
import { SECOND } from '../domain/units.ts'
import type { CidrSet } from '../lib/cidr-set.ts'
import type { Clock } from '../lib/clock.ts'
import type { IpAddress } from '../lib/ip-address.ts'

export interface WebParts {
  readonly desk: Desk
  readonly site?: SiteDesk
  readonly lab?: ReplayLab
  readonly metrics?: MetricsReader
  readonly server: Config['server']
  /** Proxies that are believed when they say who their client is; asked with each request, for a reload changes them. */
  readonly trusted: () => CidrSet
  readonly version: string
  readonly clock: Clock
  /** Told of faults of the program behind an answer 500. */
  readonly onFault: (error: Error) => void
  /** Canonical text of the address of somebody who signed in: it should not be banned for a while. */
  readonly onSignIn: (address: string) => void
  /** Folder of the dashboard's build; left out: that of this program. */
  readonly dashboard?: string
}

export interface RunningWeb {
  /** Where browsers find the dashboard, `http://127.0.0.1:8642/`. */
  readonly address: string
  readonly links: SignInLinks
  /** Ends connections that are open, streams too. */
  close(): Promise<void>
}

/**
 * Serves the dashboard and its API on TCP; null when `server.listen` is off. The server's code is loaded here. Throws StateError when it cannot
 * listen, and ConfigError when it must not.
 */
export async function startWeb(parts: WebParts): Promise<RunningWeb | null> {
  const {
    server,
    desk,
    site,
    lab,
    metrics,
    clock,
    trusted,
    version,
    onFault,
    onSignIn,
    dashboard = builtDashboard(),
  } = parts
  const { public_url: publicUrl, password, token, name } = server
  const fault = exposureFault(server)
  if (fault !== null)
    throw new ConfigError(`server.${fault.option}: ${fault.message}`, 'Correct it, or say --listen 127.0.0.1:8642.')
  const listen = server.listen === null ? null : parseListen(server.listen)
  if (listen === null) return null
  const [{ webApp }, { listenOnNetwork }, { SignInCodes }, { readAssets }] = await Promise.all([
    import('../server/web-app.ts'),
    import('../server/network.ts'),
    import('../server/access/sign-in-codes.ts'),
    import('../server/assets.ts'),
  ])
  const isTrusted = ({ kind, high, low, hostHigh, hostLow }: IpAddress) =>
    trusted().holds(kind === 6, high, low, hostHigh, hostLow)
  const codes = new SignInCodes(clock)
  const app = await webApp(desk, {
    ...{ version, onFault, publicUrl, assets: readAssets(dashboard) },
    publicName: name ?? (publicUrl === null ? 'This site' : new URL(publicUrl).host),
    access: { clock, password, token, isPublic: server.public, isTrusted, codes, onSignIn },
    ...(site && { site }),
    ...(lab && { lab }),
    ...(metrics && { metrics }),
  })
  const listener = await listenOnNetwork(app, { ...listen, isTrusted })
  const address = publicUrl === null ? addressOf(listener.host, listener.port) : `${new URL(publicUrl).origin}/`
  const make = (author: string) => {
    const { code, life } = codes.make(author)
    return { url: `${address}#code=${code}`, expires_s: life / SECOND }
  }
  return { address, links: { make }, close: () => listener.close() }
}

/** Who listens on all addresses is found at loopback. */
function addressOf(host: string, port: number): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}/`
}

/** Beside the code of a package, or where a build of the sources lies. */
function builtDashboard(): string {
  const places = ['../dashboard', '../../dist/dashboard'].map((path) => fileURLToPath(new URL(path, import.meta.url)))
  return places.find((place) => existsSync(`${place}/index.html`)) ?? places[0]!
}
