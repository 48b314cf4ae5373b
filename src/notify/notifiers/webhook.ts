import { createHmac } from 'node:crypto'
import type { Message } from '../../domain/message.ts'
import { httpDeliver } from '../http-deliver.ts'
import type { HttpOptions } from '../http-send.ts'
import type { Delivery, Notifier, Surround } from '../notifier.ts'
import { alertmanager } from '../templates/alertmanager.ts'
import { fillTemplate, type WEBHOOK_TEMPLATES } from '../templates/own-template.ts'
import { pagerduty } from '../templates/pagerduty.ts'
import { plainMessage } from '../templates/plain-message.ts'
import { teams } from '../templates/teams.ts'

export interface WebhookOptions extends HttpOptions {
  readonly type: 'webhook'
  readonly url: string
  readonly template: (typeof WEBHOOK_TEMPLATES)[number]
  /** In the place of a template: JSON with `{{name}}` in its texts; null: none. */
  readonly body: unknown
  /** Key of the signature; null: not signed. */
  readonly secret: string | null
  readonly routing_key: string | null
  readonly headers: Readonly<Record<string, string>>
}

/** Posts JSON, signed: docs/formats/webhook.md. */
export class Webhook implements Notifier {
  readonly #options: WebhookOptions
  readonly #around: Surround

  constructor(options: WebhookOptions, around: Surround) {
    this.#options = options
    this.#around = around
  }

  send(message: Message): Promise<Delivery> {
    const { url, secret, headers, routing_key } = this.#options
    const { clock, resolve } = this.#around
    const now = clock.now()
    const body = JSON.stringify(this.#body(message))
    const timestamp = String(Math.floor(now / 1_000))
    const outgoing = {
      url: new URL(url),
      headers: {
        ...headers,
        'breakwater-message': message.id,
        ...(secret !== null && {
          'breakwater-timestamp': timestamp,
          'breakwater-signature': signature(secret, timestamp, body),
        }),
      },
      body,
    }
    const { pathname, search } = outgoing.url
    const secrets = [
      secret ?? '',
      routing_key ?? '',
      search,
      pathname === '/' ? '' : pathname,
      ...Object.values(headers),
    ]
    return httpDeliver(outgoing, this.#options, now, { secrets, ...(resolve && { resolve }) })
  }

  #body(message: Message): unknown {
    const { template, body, routing_key } = this.#options
    if (body !== null) return fillTemplate(body, message)
    switch (template) {
      case 'breakwater':
        return plainMessage(message)
      case 'teams':
        return teams(message)
      case 'pagerduty':
        return pagerduty(message, routing_key ?? '')
      case 'alertmanager':
        return alertmanager(message)
    }
  }
}

/** `v1=` and HMAC-SHA256 of `TIMESTAMP.BODY` in hexadecimal. */
export function signature(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`
}
