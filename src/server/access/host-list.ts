const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d{1,5})?$/
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * The names under which this server may be called. A name that an attacker points at it (DNS rebinding) is none of them. Loopback names hold with
 * any port, for tunnels: a page of another port is told apart by its Origin.
 */
export class HostList {
  readonly #host: string | null
  readonly #origin: string | null

  /** `publicUrl`: what browsers call it from outside. */
  constructor(publicUrl: string | null) {
    this.#host = publicUrl === null ? null : new URL(publicUrl).host
    this.#origin = publicUrl === null ? null : new URL(publicUrl).origin
  }

  /** `header`: Host as it was sent; `local`: our address of the connection, which is no name that anybody could point elsewhere. */
  isHost(header: string | undefined, local: string | undefined): boolean {
    const host = (header ?? '').toLowerCase()
    if (host === this.#host) return true
    const [, name] = HOST.exec(host) ?? []
    if (name === undefined) return false
    const own = local?.replace(/^::ffff:/, '') ?? ''
    return LOOPBACK.includes(name) || name === (own.includes(':') ? `[${own}]` : own)
  }

  /** Whether a page of this origin may ask: it is one that this server gave out. `host`: one that `isHost` lets pass. */
  isOrigin(origin: string, host: string): boolean {
    if (origin === this.#origin) return true
    return host.toLowerCase() !== this.#host && origin === `http://${host.toLowerCase()}`
  }
}
