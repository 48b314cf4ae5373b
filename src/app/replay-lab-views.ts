import type { BanView, IncidentView } from '../domain/control.ts'
import type { EngineEvent } from '../domain/ports.ts'
import { endedView, incidentView } from './desk-views.ts'

export const MOST_BANS_SHOWN = 1_000
export const MOST_INCIDENTS_SHOWN = 200
/** Views of one message: some 50 kB. */
const PIECE = 100
/** Characters of a text of a view. */
const LONGEST = 600

/** Keeps the first bans and incidents of a replay, ready to be shown. */
export class ReplayViews {
  readonly #bans: BanView[] = []
  readonly #incidents = new Map<string, IncidentView>()

  see(event: EngineEvent): void {
    if (event.type === 'ban') {
      const { ban } = event
      if (this.#bans.length < MOST_BANS_SHOWN) this.#bans.push(short(endedView({ ban, at: ban.at, cause: 'expired' })))
    } else if (event.type === 'incident') {
      const { id } = event.incident
      if (this.#incidents.has(id) || this.#incidents.size < MOST_INCIDENTS_SHOWN)
        this.#incidents.set(id, short(incidentView(event.incident, true, null)))
    }
  }

  bans(): BanView[][] {
    return inPieces(this.#bans)
  }

  incidents(): IncidentView[][] {
    return inPieces([...this.#incidents.values()])
  }
}

function inPieces<T>(views: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(views.length / PIECE) }, (_, i) => views.slice(i * PIECE, (i + 1) * PIECE))
}

function short<T extends object>(view: T): T {
  const cut = (value: unknown) =>
    typeof value === 'string' && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value
  return Object.fromEntries(Object.entries(view).map(([name, value]) => [name, cut(value)])) as T
}
