import type { EnforcementMode } from '../../domain/enforcement.ts'
import type { SourceText } from '../../domain/source.ts'
import { type EpochMilliseconds, type Milliseconds, SECOND } from '../../domain/units.ts'

/** Requests on their way when the kernel confirms a ban, and lines that are written late, are no leak. */
const GRACE: Milliseconds = 2 * SECOND
const LEAST = 5

/** What is known of the surroundings, for the likely cause. */
export interface LeakSurroundings {
  readonly mode: EnforcementMode
  /** The addresses of the log come from a header: what connects is a proxy. */
  readonly isBehindProxy: boolean
  /** The logs are written by a container. */
  readonly isContainer: boolean
}

/** A source whose ban was confirmed, and whose requests still come. */
export interface Leak {
  readonly address: SourceText
  /** Requests later than 2 s after the confirmation, so far. */
  readonly requests: number
  readonly confirmedAt: EpochMilliseconds
  readonly at: EpochMilliseconds
  /** Likely cause and what to do, for people. */
  readonly cause: string
}

/** Counts what banned sources still send, and tells of each ban once when it leaks: from 5 requests on. Holds one entry a ban. */
export class LeakWatch {
  readonly #surroundings: LeakSurroundings
  readonly #bans = new Map<SourceText, { readonly confirmedAt: EpochMilliseconds; requests: number }>()

  constructor(surroundings: LeakSurroundings) {
    this.#surroundings = surroundings
  }

  /** The enforcer confirmed the ban. */
  confirmed(address: SourceText, at: EpochMilliseconds): void {
    this.#bans.set(address, { confirmedAt: at, requests: 0 })
  }

  ended(address: SourceText): void {
    this.#bans.delete(address)
  }

  /** Requests of a banned source, by the ban's address and the time of the log. Gives a leak when it becomes one. */
  seen(address: SourceText, at: EpochMilliseconds, requests = 1): Leak | undefined {
    const ban = this.#bans.get(address)
    if (ban === undefined || at <= ban.confirmedAt + GRACE) return undefined
    const before = ban.requests
    ban.requests += requests
    if (before >= LEAST || ban.requests < LEAST) return undefined
    const { confirmedAt } = ban
    return { address, requests: ban.requests, confirmedAt, at, cause: this.#cause() }
  }

  #cause(): string {
    const { mode, isBehindProxy, isContainer } = this.#surroundings
    const isFirewall = mode === 'nftables' || mode === 'iptables'
    if (isFirewall && isBehindProxy)
      return 'the packets come from a proxy or CDN, which the firewall lets pass: its client is only named in a header. Use enforce: nginx, or block at the proxy'
    if (isFirewall && isContainer)
      return "the server runs in a container, and what reaches it may bypass this machine's rules, as with Docker's userland proxy or another network namespace. Run breakwater where the packets pass, or use enforce: nginx"
    if (isFirewall)
      return 'connections that were open may still be read from, or another path leads to the server, such as a second interface of a load balancer. Set enforcement.cut_connections: true, and see breakwater doctor'
    if (mode === 'nginx')
      return 'nginx does not include the deny file where these requests are served, or keeps connections open with old workers (keep-alive). Check the include, and that the reload command reaches the right nginx'
    return 'what was told of the ban confirmed it, but does not act on it. Check the receiver of the webhook or the program'
  }
}
