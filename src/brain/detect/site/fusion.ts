import type { IncidentKind } from '../../../domain/finding.ts'

/** Kinds that another one brings with it. The first that is there is the host; of two that bring each other, the stronger one is. */
const PART_OF: Partial<Readonly<Record<IncidentKind, readonly IncidentKind[]>>> = {
  'client-surge': ['traffic-surge', 'server-errors', 'latency', 'not-found', 'client-errors', 'bandwidth-surge'],
  'bandwidth-surge': ['traffic-surge'],
  'not-found': ['client-errors'],
  'client-errors': ['not-found'],
  'server-errors': ['latency'],
  latency: ['server-errors'],
  'traffic-drop': ['server-errors', 'latency'],
}

/** Something that fires now. */
export interface Firing {
  readonly kind: IncidentKind
  /** How strong it is. */
  readonly surprise: number
}

/** Findings of one moment that have one cause are one incident: it keeps the kind that it began with as long as any of them lasts. */
export class Fusion<F extends Firing> {
  /** By host, with what was last known of it. */
  readonly #hosts = new Map<IncidentKind, F>()
  readonly #hostOf = new Map<IncidentKind, IncidentKind>()

  /**
   * Takes what fires now and what is suspected; returns each with its host, itself when it is none's part. A host that is over is told as
   * it last was while one of its parts lasts. What may be a part waits for a host that is only suspected.
   */
  join(
    firing: readonly F[],
    suspected: ReadonlySet<IncidentKind>,
  ): { readonly host: F; readonly parts: readonly F[] }[] {
    const kinds = new Set(firing.map(({ kind }) => kind))
    for (const [kind, host] of this.#hostOf) {
      if (!kinds.has(kind) && !this.#lasts(host, kinds)) this.#hostOf.delete(kind)
    }
    for (const kind of this.#hosts.keys()) {
      if (!kinds.has(kind) && !this.#lasts(kind, kinds)) this.#hosts.delete(kind)
    }
    for (const one of firing.toSorted(byWeight)) this.#place(one, suspected)
    return [...this.#hosts.values()].map((host) => ({
      host,
      parts: firing.filter(({ kind }) => kind !== host.kind && this.#hostOf.get(kind) === host.kind),
    }))
  }

  clear(): void {
    this.#hosts.clear()
    this.#hostOf.clear()
  }

  #place(one: F, suspected: ReadonlySet<IncidentKind>): void {
    if (this.#hosts.has(one.kind)) {
      this.#hosts.set(one.kind, one)
      return
    }
    if (this.#hostOf.has(one.kind)) return
    const hosts = PART_OF[one.kind] ?? []
    const host = hosts.find((kind) => this.#hosts.has(kind))
    if (host !== undefined) this.#hostOf.set(one.kind, host)
    else if (!isPartOnly(one.kind) || !hosts.some((kind) => suspected.has(kind))) this.#hosts.set(one.kind, one)
  }

  #lasts(host: IncidentKind, kinds: ReadonlySet<IncidentKind>): boolean {
    for (const [kind, its] of this.#hostOf) if (its === host && kinds.has(kind)) return true
    return kinds.has(host)
  }
}

/** What cannot be a host of its hosts: these first, then the stronger one. */
function byWeight(a: Firing, b: Firing): number {
  return Number(isPartOnly(a.kind)) - Number(isPartOnly(b.kind)) || b.surprise - a.surprise
}

function isPartOnly(kind: IncidentKind): boolean {
  const hosts = PART_OF[kind]
  return hosts !== undefined && !hosts.some((host) => PART_OF[host]?.includes(kind))
}
