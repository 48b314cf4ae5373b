import { isIP } from 'node:net'
import type { SentMessageInfo } from 'nodemailer'
import type { Message } from '../../domain/message.ts'
import { escapeText } from '../../lib/escape-text.ts'
import { beforeAbort } from '../before-abort.ts'
import { isLoopbackHost } from '../forbidden-address.ts'
import { networkTrouble } from '../http-deliver.ts'
import { cut, parts, plainText, subjectLine } from '../message-text.ts'
import { type Delivery, LONGEST_ANSWER, type Notifier, type Surround } from '../notifier.ts'
import { resolveHost } from '../resolve-host.ts'

export interface EmailOptions {
  readonly type: 'email'
  readonly host: string
  readonly port: number
  /** `none` only to this machine. */
  readonly tls: 'starttls' | 'implicit' | 'none'
  readonly user: string | null
  readonly password: string | null
  readonly from: string
  readonly to: readonly string[]
  readonly timeout: number
  readonly allow_private: boolean
}

/** Sends by SMTP. Messages of one thread refer to its first one, so that mail programs show them together. */
export class Email implements Notifier {
  readonly #options: EmailOptions
  readonly #around: Surround

  constructor(options: EmailOptions, around: Surround) {
    this.#options = options
    this.#around = around
  }

  async send(message: Message): Promise<Delivery> {
    const { host, port, timeout, tls } = this.#options
    const where = `${host}:${port}`
    if (tls === 'none' && !isLoopbackHost(host))
      return {
        outcome: 'later',
        why: `${where}: without TLS others read along; set tls to starttls or implicit`,
        after: null,
      }
    const signal = AbortSignal.timeout(timeout)
    try {
      const sent = await this.#deliver(message, signal)
      return { outcome: 'sent', answer: `${where} answered ${escapeText(sent.response ?? 'yes', LONGEST_ANSWER)}` }
    } catch (error) {
      return this.#judge(error, where)
    }
  }

  async #deliver(message: Message, signal: AbortSignal): Promise<SentMessageInfo> {
    const { host, port, tls, user, password, from, to, timeout, allow_private } = this.#options
    const { address } = await beforeAbort(signal, resolveHost(host, allow_private, this.#around.resolve))
    // Loaded when there is a mail to send.
    const { createTransport } = await import('nodemailer')
    const transport = createTransport({
      host: address,
      port,
      secure: tls === 'implicit',
      requireTLS: tls === 'starttls',
      ignoreTLS: tls === 'none',
      tls: { ...(isIP(host) === 0 && { servername: host }) },
      ...(user !== null && { auth: { user, pass: password ?? '' } }),
      ...{ connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout, dnsTimeout: timeout },
      ...{ disableFileAccess: true, disableUrlAccess: true },
    })
    const domain = from.slice(from.lastIndexOf('@') + 1).replace(/[^\w.-]/g, '')
    const idOf = (name: string) => `<${name.replace(/[^\w.-]/g, '-')}@${domain}>`
    const first = idOf(`thread-${message.thread}`)
    try {
      return await beforeAbort(
        signal,
        transport.sendMail({
          from: headerText(from),
          to: to.map(headerText),
          subject: headerText(cut(subjectLine(message), 250)),
          messageId: idOf(message.id),
          inReplyTo: first,
          references: [first],
          date: new Date(message.at),
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Breakwater-Message': message.id },
          text: plainText(message),
          html: htmlText(message),
        }),
      )
    } finally {
      transport.close()
    }
  }

  #judge(error: unknown, where: string): Delivery {
    const { responseCode, response, code } = error as { responseCode?: number; response?: string; code?: string }
    const { timeout } = this.#options
    // What a server says of a failed login may repeat what it was given, in base64 too.
    if (code === 'EAUTH')
      return {
        outcome: 'later',
        why: `${where} answered ${responseCode ?? 'no'} to user and password; correct them`,
        after: null,
      }
    if (typeof responseCode !== 'number')
      return { outcome: 'later', why: `${where}: ${networkTrouble(error, timeout)}`, after: null }
    const why = `${where} answered ${escapeText(response ?? String(responseCode), LONGEST_ANSWER)}`
    return responseCode >= 500 ? { outcome: 'refused', why } : { outcome: 'later', why, after: null }
  }
}

/** Throws when a text would begin another header. */
export function headerText(text: string): string {
  if (/[\r\n\0]/.test(text)) throw new Error('a header of a mail must be one line')
  return text
}

function htmlText(message: Message): string {
  const shown = parts(message).map(({ name, lines, isCode }) => {
    const text = lines.map(escapeMarkup).join('<br>')
    return `<p><b>${name}:</b> ${isCode ? `<code>${text}</code>` : text}</p>`
  })
  const link = message.link === null ? '' : `<p><a href="${escapeMarkup(message.link)}">Open the dashboard</a></p>`
  return `<!doctype html><html><body><h3>${escapeMarkup(subjectLine(message))}</h3>${shown.join('')}${link}</body></html>`
}

export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
