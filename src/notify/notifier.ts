import type { Message } from '../domain/message.ts'
import type { Milliseconds } from '../domain/units.ts'
import type { Clock } from '../lib/clock.ts'
import type { ResolveHost } from './resolve-host.ts'

/** `later`: worth another attempt, not before `after` when that is given. `refused`: the same message would be refused again. */
export type Delivery =
  | { readonly outcome: 'sent'; readonly answer: string }
  | { readonly outcome: 'later'; readonly why: string; readonly after: Milliseconds | null }
  | { readonly outcome: 'refused'; readonly why: string }

/**
 * One way to tell people. Constructing it opens nothing. Texts of a message are hostile: they are escaped for the medium here. `answer` and
 * `why` are for the log: they hold no token, no password and no path of a secret address.
 */
export interface Notifier {
  /** Ends within the timeout and a second, whatever the other side does. Throws nothing. */
  send(message: Message): Promise<Delivery>
}

/** Cut for the log, on one line. */
export const LONGEST_ANSWER = 200

/** What notifiers are given besides their options. */
export interface Surround {
  readonly clock: Pick<Clock, 'now'>
  /** Looks up names; default: the system. */
  readonly resolve?: ResolveHost
}
