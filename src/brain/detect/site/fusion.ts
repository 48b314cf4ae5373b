import type { IncidentKind } from '../../../domain/finding.ts'
import type { Seconds } from '../../../domain/units.ts'

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

/** Seconds that a part may outlast its host before it is an incident of its own. */
const AFTERMATH: Seconds = 120

/** Findings of one moment that have one cause are one incident: it keeps the kind that it began with. */
export class Fusion<F extends Firing> {
  /** By kind, with what was last known of it. */
  readonly #hosts = new Map<IncidentKind, F>()
  /** What is part of what, and for how many seconds its host has been over. */
  readonly #parts = new Map<IncidentKind, { readonly host: IncidentKind; orphaned: Seconds }>()

  /**
   * Takes what fires this second and what is suspected; returns the incidents with their parts. What may be a part waits for a host that is
   * only suspected. A host that is over is told as it last was while one lasts that it could have been the part of.
   */
  join(
    firing: readonly F[],
    suspected: ReadonlySet<IncidentKind>,
  ): { readonly host: F; readonly parts: readonly F[] }[] {
    const kinds = new Set(firing.map(({ kind }) => kind))
    for (const host of this.#hosts.keys()) if (!this.#lasts(host, kinds)) this.#hosts.delete(host)
    for (const [kind, part] of this.#parts) {
      part.orphaned = this.#hosts.has(part.host) ? 0 : part.orphaned + 1
      if (!kinds.has(kind) || part.orphaned > AFTERMATH) this.#parts.delete(kind)
    }
    for (const one of firing.toSorted(byWeight)) this.#place(one, suspected)
    return [...this.#hosts.values()].map((host) => ({
      host,
      parts: firing.filter(({ kind }) => this.#parts.get(kind)?.host === host.kind),
    }))
  }

  clear(): void {
    this.#hosts.clear()
    this.#parts.clear()
  }

  #place(one: F, suspected: ReadonlySet<IncidentKind>): void {
    if (this.#hosts.has(one.kind)) {
      this.#hosts.set(one.kind, one)
      return
    }
    if (this.#parts.has(one.kind)) return
    const hosts = PART_OF[one.kind] ?? []
    const host = hosts.find((kind) => this.#hosts.has(kind))
    if (host !== undefined) this.#parts.set(one.kind, { host, orphaned: 0 })
    else if (!isPartOnly(one.kind) || !hosts.some((kind) => suspected.has(kind))) this.#hosts.set(one.kind, one)
  }

  #lasts(host: IncidentKind, kinds: ReadonlySet<IncidentKind>): boolean {
    if (kinds.has(host)) return true
    for (const [kind, part] of this.#parts) {
      if (part.host === host && kinds.has(kind) && !isPartOnly(kind)) return true
    }
    return false
  }
}

/** What cannot be a host of its hosts comes last, else the stronger one first. */
function byWeight(a: Firing, b: Firing): number {
  return Number(isPartOnly(a.kind)) - Number(isPartOnly(b.kind)) || b.surprise - a.surprise
}

function isPartOnly(kind: IncidentKind): boolean {
  const hosts = PART_OF[kind]
  return hosts !== undefined && !hosts.some((host) => PART_OF[host]?.includes(kind))
}
