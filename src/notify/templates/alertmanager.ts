import type { Message } from '../../domain/message.ts'
import { MINUTE } from '../../domain/units.ts'
import { plainText, severityWord } from '../message-text.ts'

/** What nobody resolves ends by itself after so long. */
const NOTE_LASTS = 10 * MINUTE
/** An alert that is told no more ends by itself too: a resolution may be lost with the machine. */
const FIRING_LASTS = 24 * 60 * MINUTE

/** Alerts as Prometheus posts them to /api/v2/alerts of its Alertmanager. Labels name no address; one thread is one alert. */
export function alertmanager({ at, since, ...message }: Message): unknown {
  const whole = { at, since, ...message }
  const { thread, kind, site, state, severity, title, link } = message
  const lasts = state === 'resolved' ? 0 : state === 'note' ? NOTE_LASTS : FIRING_LASTS
  return [
    {
      labels: { alertname: `Breakwater ${kind}`, site, thread },
      annotations: { summary: title, description: plainText(whole), severity: severityWord(severity) },
      startsAt: new Date(Math.min(since, at)).toISOString(),
      endsAt: new Date(at + lasts).toISOString(),
      ...(link !== null && { generatorURL: link }),
    },
  ]
}
