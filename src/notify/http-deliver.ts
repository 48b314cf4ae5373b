import { escapeText } from '../lib/escape-text.ts'
import { type Answer, type HttpOptions, httpSend, type Outgoing } from './http-send.ts'
import { type Delivery, LONGEST_ANSWER } from './notifier.ts'
import { ForbiddenHost, type ResolveHost } from './resolve-host.ts'

/** The longest wait that an answer may ask for, in seconds. */
const LONGEST_WAIT = 3_600
/** Statuses by which the message itself is refused; others may pass once somebody has mended something. */
const FINAL: ReadonlySet<number> = new Set([400, 405, 406, 411, 413, 414, 415, 422, 431])

export interface DeliverOptions {
  /** Texts that must not be told, should an answer repeat them. */
  readonly secrets: readonly string[]
  readonly resolve?: ResolveHost
  /** Seconds that the body of an answer asks to wait, where no header does. */
  readonly after?: (body: string) => number | undefined
  /** Told of an answer 2xx. */
  readonly see?: (body: string) => void
}

/** Sends once and judges the answer. `now`: milliseconds, for a Retry-After that is a date. */
export async function httpDeliver(
  outgoing: Outgoing,
  options: HttpOptions,
  now: number,
  { secrets, resolve, after, see }: DeliverOptions,
): Promise<Delivery> {
  const where = outgoing.url.host
  try {
    const { status, retryAfter, body } = await httpSend(outgoing, options, resolve)
    const said = `${where} answered ${status}${words(body, secrets)}`
    if (status >= 200 && status < 300) {
      see?.(body)
      return { outcome: 'sent', answer: said }
    }
    if (status >= 300 && status < 400) {
      const why = `${where} answered ${status}, a redirect, which is not followed; write the address that it leads to`
      return { outcome: 'later', why, after: null }
    }
    if (FINAL.has(status)) return { outcome: 'refused', why: said }
    const asked = after?.(body)
    return { outcome: 'later', why: said, after: waitOf(asked === undefined ? retryAfter : String(asked), now) }
  } catch (error) {
    return { outcome: 'later', why: `${where}: ${networkTrouble(error, options.timeout)}`, after: null }
  }
}

/** Retry-After in milliseconds, from seconds or a date; null when there is none that can be read. */
export function waitOf(header: Answer['retryAfter'], now: number): number | null {
  if (header === null) return null
  const isDate = /^[a-z]{3},/i.test(header.trim())
  const seconds = isDate
    ? (Date.parse(header) - now) / 1_000
    : /^[\d.\s]{1,12}$/.test(header)
      ? Number(header)
      : Number.NaN
  return Number.isFinite(seconds) ? Math.min(LONGEST_WAIT, Math.max(0, seconds)) * 1_000 : null
}

/** Never the text of an error of the network: it may hold the whole address. */
export function networkTrouble(error: unknown, timeout: number): string {
  if (error instanceof ForbiddenHost) return error.message
  const { name, code } = error as NodeJS.ErrnoException
  if (name === 'TimeoutError' || name === 'AbortError') return `no answer within ${timeout} ms`
  return typeof code === 'string' ? code : name
}

function words(body: string, secrets: readonly string[]): string {
  const hidden = secrets.reduce((text, secret) => (secret === '' ? text : text.replaceAll(secret, '…')), body)
  const text = hidden.replace(/\s+/g, ' ').trim()
  return text === '' ? '' : `: ${escapeText(text, LONGEST_ANSWER)}`
}
