import type { Message } from '../../domain/message.ts'
import { httpDeliver } from '../http-deliver.ts'
import type { HttpOptions } from '../http-send.ts'
import { cut, parts, severityWord, subjectLine } from '../message-text.ts'
import type { Delivery, Notifier, Surround } from '../notifier.ts'

export interface SlackOptions extends HttpOptions {
  readonly type: 'slack'
  /** Incoming webhook of Slack, Mattermost or Rocket.Chat. */
  readonly url: string
}

const COLOURS = { notice: '#8a94a6', low: '#5b7fb5', medium: '#d9a404', high: '#e06c00', critical: '#c62828' } as const
const RESOLVED = '#2e7d32'

/** Posts to an incoming webhook, in the form that Slack and those who imitate it read. */
export class Slack implements Notifier {
  readonly #options: SlackOptions
  readonly #around: Surround

  constructor(options: SlackOptions, around: Surround) {
    this.#options = options
    this.#around = around
  }

  send(message: Message): Promise<Delivery> {
    const { clock, resolve } = this.#around
    const url = new URL(this.#options.url)
    const outgoing = { url, headers: {}, body: JSON.stringify(slackBody(message)) }
    return httpDeliver(outgoing, this.#options, clock.now(), { secrets: [url.pathname], ...(resolve && { resolve }) })
  }
}

function slackBody(message: Message): unknown {
  const { state, severity, link } = message
  const fields = parts(message).map(({ name, lines }) => ({
    title: name,
    value: cut(escapeSlack(lines.join('\n')), 2_900),
    short: name === 'How long' || name === 'Severity',
  }))
  return {
    text: cut(escapeSlack(subjectLine(message)), 500),
    parse: 'none',
    link_names: false,
    unfurl_links: false,
    attachments: [
      {
        color: state === 'resolved' ? RESOLVED : COLOURS[severityWord(severity)],
        fallback: cut(escapeSlack(subjectLine(message)), 500),
        mrkdwn_in: [],
        fields,
        ...(link !== null && { title: 'Open the dashboard', title_link: link }),
      },
    ],
  }
}

/** `<!channel>` and links lose their brackets, and a zero-width space keeps `@all` from calling anybody. https://docs.slack.dev/messaging/formatting-message-text */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('@', '@\u200b')
}
