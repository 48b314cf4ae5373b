import type { BanTotals, Message, MessageSource } from '../domain/message.ts'
import type { EpochMilliseconds } from '../domain/units.ts'
import { shortHash } from '../lib/short-hash.ts'
import type { Mark, Thread } from './thread.ts'
import type { Phrasing } from './thread-words.ts'

/** What messages say besides their thread. */
export interface Surroundings {
  /** Name of the site. */
  readonly site: string
  /** How bans are enforced, such as `nftables`; `off`: nothing is blocked. */
  readonly mode: string
  readonly phrasing: Phrasing
  /** Of a page of the dashboard, such as `incidents/ID`; null: there is none. */
  link(page: string): string | null
}

/** Commands to undo bans that are written out. */
const MOST_UNDO = 3

/** The next message of a thread for whoever was told as much as `mark` says. */
export function compose(
  thread: Thread,
  mark: Mark | undefined,
  now: EpochMilliseconds,
  around: Surroundings,
  held: string | null,
): Message {
  const { id, kind, severity, since, ended, happened, measured, totals, sources, opened, changes } = thread
  const state = thread.state === 'firing' && mark !== undefined ? 'update' : thread.state
  return {
    id: shortHash(`${id} ${opened} ${changes.own} ${changes.bans}`),
    thread: id,
    ...{ kind, state, severity, since, happened, measured, sources, held },
    at: now,
    lasted: Math.max(0, (ended ?? now) - since),
    site: around.site,
    title: thread.title + (state === 'update' ? ' goes on' : state === 'resolved' ? ' is over' : ''),
    bans: totals,
    done: thread.done ?? doneText(totals, around.mode),
    undo: [...thread.undo, ...undoCommands(totals, sources)],
    link: around.link(pageOf(thread)),
  }
}

/** What was done, in words that say `banned` only of what the firewall confirmed. */
export function doneText({ made, pending, confirmed, observed, refused, lifted }: BanTotals, mode: string): string {
  if (made === 0) return mode === 'off' ? 'Nothing: breakwater observes, and blocks nobody.' : 'Nothing was blocked.'
  const parts = [
    confirmed > 0 && `banned ${sourcesText(confirmed)} (${mode === 'off' ? 'confirmed' : `${mode} confirmed it`})`,
    pending > 0 &&
      `ordered ${confirmed > 0 ? `${pending} more` : `to ban ${sourcesText(pending)}`}, which is not confirmed yet`,
    refused > 0 && `could not ban ${refused}: the firewall refuses`,
    observed > 0 && `would have banned ${sourcesText(observed)}, but only observes: nothing is blocked`,
    lifted > 0 && `lifted ${lifted} by hand`,
  ].filter((part) => part !== false)
  return `Breakwater ${parts.join('; ')}.`
}

export function undoCommands({ made, observed }: BanTotals, sources: readonly MessageSource[]): string[] {
  if (made === observed) return []
  const blocked = sources.filter(({ state }) => state === 'banned' || state === 'ordered')
  const shown = blocked.slice(0, MOST_UNDO).map(({ address }) => `breakwater bans remove ${address}`)
  return made - observed > shown.length ? [...shown, 'breakwater bans list'] : shown
}

export function sourcesText(number: number): string {
  return number === 1 ? '1 source' : `${number} sources`
}

function pageOf({ id, kind, state }: Thread): string {
  if (kind === 'incident' || kind === 'blind') return `incidents/${encodeURIComponent(id)}`
  return kind === 'ban' || state === 'note' ? 'bans' : ''
}
