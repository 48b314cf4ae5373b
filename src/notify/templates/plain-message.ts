import type { Message } from '../../domain/message.ts'
import { plainText, severityWord, subjectLine } from '../message-text.ts'

const iso = (at: number) => new Date(at).toISOString()

/** Our own form: docs/formats/webhook.md. */
export function plainMessage(message: Message): Record<string, unknown> {
  const { id, thread, kind, state, severity, at, since, lasted, site, title, happened, measured, bans } = message
  return {
    version: 1,
    ...{ id, thread, kind, state, severity },
    severity_word: severityWord(severity),
    at: iso(at),
    since: iso(since),
    lasted_s: Math.round(lasted / 1_000),
    site,
    subject: subjectLine(message),
    title,
    happened,
    measured: measured && {
      observed: measured.observed,
      expected: measured.expected,
      unit: measured.unit,
      window_s: measured.window,
      words: measured.words,
    },
    sources: message.sources.map(({ address, state, until, reason }) => ({
      address,
      state,
      until: until === null ? null : iso(until),
      reason,
    })),
    bans,
    done: message.done,
    undo: message.undo,
    link: message.link,
    held: message.held,
    text: plainText(message),
  }
}
