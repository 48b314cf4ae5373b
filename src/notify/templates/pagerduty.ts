import type { Message } from '../../domain/message.ts'
import { cut, plainText, subjectLine } from '../message-text.ts'

/** By severity 1 … 5. */
const SEVERITIES = ['info', 'info', 'warning', 'error', 'critical'] as const

/** An event of the Events API v2: https://developer.pagerduty.com/docs/send-alert-event. One thread is one alert. */
export function pagerduty(message: Message, routingKey: string): unknown {
  const { thread, state, severity, site, since, kind, link, sources } = message
  const dedup = { routing_key: routingKey, dedup_key: cut(`breakwater ${site} ${thread}`, 255) }
  if (state === 'resolved') return { ...dedup, event_action: 'resolve' }
  return {
    ...dedup,
    event_action: 'trigger',
    payload: {
      summary: cut(subjectLine(message), 1_024),
      source: cut(site, 255),
      severity: SEVERITIES[severity - 1] ?? 'warning',
      timestamp: new Date(since).toISOString(),
      component: 'breakwater',
      class: kind,
      custom_details: { text: plainText(message), sources: sources.map(({ address }) => address) },
    },
    ...(link !== null && { links: [{ href: link, text: 'Open the dashboard' }] }),
  }
}
