import type { Message } from '../../domain/message.ts'
import { httpDeliver } from '../http-deliver.ts'
import type { HttpOptions } from '../http-send.ts'
import { cut, parts, severityWord, subjectLine } from '../message-text.ts'
import type { Delivery, Notifier, Surround } from '../notifier.ts'

export interface DiscordOptions extends HttpOptions {
  readonly type: 'discord'
  readonly url: string
}

const COLOURS = { notice: 0x8a94a6, low: 0x5b7fb5, medium: 0xd9a404, high: 0xe06c00, critical: 0xc62828 } as const
const RESOLVED = 0x2e7d32

/** Posts an embed to a webhook of Discord. */
export class Discord implements Notifier {
  readonly #options: DiscordOptions
  readonly #around: Surround

  constructor(options: DiscordOptions, around: Surround) {
    this.#options = options
    this.#around = around
  }

  send(message: Message): Promise<Delivery> {
    const { clock, resolve } = this.#around
    const url = new URL(this.#options.url)
    const outgoing = { url, headers: {}, body: JSON.stringify(discordBody(message)) }
    return httpDeliver(outgoing, this.#options, clock.now(), {
      secrets: [url.pathname],
      after: retryAfter,
      ...(resolve && { resolve }),
    })
  }
}

function discordBody(message: Message): unknown {
  const { state, severity, link, at } = message
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: cut(escapeDiscord(subjectLine(message)), 256),
        color: state === 'resolved' ? RESOLVED : COLOURS[severityWord(severity)],
        timestamp: new Date(at).toISOString(),
        fields: parts(message).map(({ name, lines, isCode }) => ({
          name,
          // A command has no backtick in it, so that it cannot leave its block.
          value: isCode
            ? `\`\`\`\n${cut(lines.join('\n').replaceAll('`', ''), 900)}\n\`\`\``
            : cut(escapeDiscord(lines.join('\n')), 1_024),
        })),
        ...(link !== null && { url: link }),
      },
    ],
  }
}

/** Markup, links and mentions become their own characters; `allowed_mentions` sees to it a second time. */
export function escapeDiscord(text: string): string {
  return text
    .replace(/[\\`*_~|>#[\]()<-]/g, (character) => `\\${character}`)
    .replaceAll('@', '@\u200b')
    .replaceAll('://', ':\u200b//')
}

/** Discord tells the wait in the body too, with fractions. */
function retryAfter(body: string): number | undefined {
  const [, seconds] = /"retry_after"\s*:\s*(\d{1,6}(?:\.\d+)?)/.exec(body) ?? []
  return seconds === undefined ? undefined : Number(seconds)
}
