import type { Message } from '../../domain/message.ts'
import { cut, parts, subjectLine } from '../message-text.ts'

/** Characters of one run of text. */
const LONGEST = 2_000

/**
 * An adaptive card for a workflow of Microsoft Teams. All texts are TextRuns, which read no markup:
 * https://adaptivecards.io/explorer/TextRun.html
 */
export function teams(message: Message): unknown {
  const run = (text: string, more: object = {}) => ({ type: 'TextRun', text: cut(text, LONGEST), ...more })
  const rich = (...inlines: object[]) => ({ type: 'RichTextBlock', inlines })
  const content = {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.4',
    body: [
      rich(run(subjectLine(message), { weight: 'bolder', size: 'medium', color: colourOf(message) })),
      ...parts(message).map(({ name, lines, isCode }) =>
        rich(run(`${name}: `, { weight: 'bolder' }), run(lines.join('\n'), isCode && { fontType: 'monospace' })),
      ),
    ],
    ...(message.link !== null && {
      actions: [{ type: 'Action.OpenUrl', title: 'Open the dashboard', url: message.link }],
    }),
  }
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  }
}

function colourOf({ state, severity }: Message): string {
  return state === 'resolved' ? 'good' : severity >= 4 ? 'attention' : 'warning'
}
