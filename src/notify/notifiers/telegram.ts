import type { Message } from '../../domain/message.ts'
import { httpDeliver } from '../http-deliver.ts'
import type { HttpOptions } from '../http-send.ts'
import { cut, parts, subjectLine } from '../message-text.ts'
import type { Delivery, Notifier, Surround } from '../notifier.ts'

export interface TelegramOptions extends HttpOptions {
  readonly type: 'telegram'
  readonly token: string
  /** Number of a chat, or @name of a channel. */
  readonly chat: string
  /** Of the bot API. */
  readonly url: string
}

/** Characters of a message, before markup is counted. */
const LONGEST = 4_000
/** Threads whose first message is known, so that later ones answer it. */
const MOST_THREADS = 500

/** Sends by a bot. Later messages of a thread are replies to its first one, as long as the process runs. */
export class Telegram implements Notifier {
  readonly #options: TelegramOptions
  readonly #around: Surround
  readonly #firsts = new Map<string, number>()

  constructor(options: TelegramOptions, around: Surround) {
    this.#options = options
    this.#around = around
  }

  send(message: Message): Promise<Delivery> {
    const { token, chat, url } = this.#options
    const { clock, resolve } = this.#around
    const first = this.#firsts.get(message.thread)
    const body = {
      chat_id: chat,
      text: telegramText(message),
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      ...(first !== undefined && { reply_parameters: { message_id: first, allow_sending_without_reply: true } }),
    }
    const outgoing = {
      url: new URL(`./bot${token}/sendMessage`, url.endsWith('/') ? url : `${url}/`),
      headers: {},
      body: JSON.stringify(body),
    }
    return httpDeliver(outgoing, this.#options, clock.now(), {
      secrets: [token],
      after: (answer) => numberOf(answer, 'retry_after'),
      see: (answer) => this.#remember(message.thread, numberOf(answer, 'message_id')),
      ...(resolve && { resolve }),
    })
  }

  #remember(thread: string, id: number | undefined): void {
    if (id === undefined || this.#firsts.has(thread)) return
    this.#firsts.set(thread, id)
    if (this.#firsts.size > MOST_THREADS) this.#firsts.delete(this.#firsts.keys().next().value as string)
  }
}

/** Whole lines, as many as fit: a tag is never cut. */
function telegramText(message: Message): string {
  const lines = [`<b>${escapeHtml(cut(subjectLine(message), 500))}</b>`, '']
  let length = 600
  for (const { name, lines: texts, isCode } of parts(message)) {
    const text = cut(texts.join('\n'), 1_000)
    length += name.length + text.length
    if (length > LONGEST) break
    lines.push(`<b>${name}:</b> ${isCode ? `<pre>${escapeHtml(text)}</pre>` : escapeHtml(text)}`)
  }
  if (message.link !== null) lines.push('', escapeHtml(message.link))
  return lines.join('\n')
}

/** https://core.telegram.org/bots/api#html-style; a zero-width space keeps names from being called. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('@', '@\u200b')
}

function numberOf(answer: string, name: string): number | undefined {
  const [, digits] = new RegExp(`"${name}"\\s*:\\s*(\\d{1,15})`).exec(answer) ?? []
  return digits === undefined ? undefined : Number(digits)
}
