import type { Message } from '../../src/domain/message.ts'
import { httpDeliver } from '../../src/notify/http-deliver.ts'
import type { HttpOptions } from '../../src/notify/http-send.ts'
import { plainText, subjectLine } from '../../src/notify/message-text.ts'
import type { Delivery, Notifier, Surround } from '../../src/notify/notifier.ts'

export interface GotifyOptions extends HttpOptions {
  readonly type: 'gotify'
  readonly url: string
  readonly token: string
}

/** Posts to a Gotify server, as plain text: https://gotify.net/api-docs#/message/createMessage */
export class Gotify implements Notifier {
  readonly #options: GotifyOptions
  readonly #around: Surround

  constructor(options: GotifyOptions, around: Surround) {
    this.#options = options
    this.#around = around
  }

  send(message: Message): Promise<Delivery> {
    const { url, token } = this.#options
    const body = JSON.stringify({
      title: subjectLine(message),
      message: plainText(message),
      priority: message.severity * 2,
      extras: { 'client::display': { contentType: 'text/plain' } },
    })
    const outgoing = { url: new URL('message', url), headers: { 'x-gotify-key': token }, body }
    const { clock, resolve } = this.#around
    return httpDeliver(outgoing, this.#options, clock.now(), { secrets: [token], ...(resolve && { resolve }) })
  }
}
