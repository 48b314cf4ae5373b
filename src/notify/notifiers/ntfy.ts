import type { Message } from '../../domain/message.ts'
import { httpDeliver } from '../http-deliver.ts'
import type { HttpOptions } from '../http-send.ts'
import { cut, plainText, severityWord, subjectLine } from '../message-text.ts'
import type { Delivery, Notifier, Surround } from '../notifier.ts'

export interface NtfyOptions extends HttpOptions {
  readonly type: 'ntfy'
  /** With the topic as the last part of its path. */
  readonly url: string
  readonly token: string | null
}

/** By severity 1 … 5, in the priorities of ntfy. */
const PRIORITIES = [2, 2, 3, 4, 5] as const

/** Publishes as JSON, so that nothing of a message stands in a header: https://docs.ntfy.sh/publish/#publish-as-json */
export class Ntfy implements Notifier {
  readonly #options: NtfyOptions
  readonly #around: Surround

  constructor(options: NtfyOptions, around: Surround) {
    this.#options = options
    this.#around = around
  }

  send(message: Message): Promise<Delivery> {
    const { url: text, token } = this.#options
    const { clock, resolve } = this.#around
    const url = new URL(text)
    const topic = decodeURIComponent(url.pathname.split('/').at(-1) ?? '')
    url.pathname = url.pathname.slice(0, url.pathname.lastIndexOf('/') + 1)
    const { severity, state, link } = message
    const body = JSON.stringify({
      topic,
      title: cut(subjectLine(message), 250),
      // The first two lines of the text are the title again.
      message: cut(plainText(message).split('\n').slice(2).join('\n'), 3_500),
      priority: state === 'resolved' ? 2 : (PRIORITIES[severity - 1] ?? 3),
      tags: [
        state === 'resolved' ? 'white_check_mark' : severity >= 4 ? 'rotating_light' : 'warning',
        severityWord(severity),
      ],
      ...(link !== null && { click: link }),
    })
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }
    const secrets = [token ?? '', topic]
    return httpDeliver({ url, headers, body }, this.#options, clock.now(), { secrets, ...(resolve && { resolve }) })
  }
}
