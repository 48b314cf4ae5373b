/** What a channel needs to be asked for, by its type. */
export interface ChannelField {
  readonly name: string
  readonly text: string
  /** Enter takes it; '' leaves it out; null: there must be an answer. */
  readonly usual: string | null
  readonly isSecret?: boolean
  readonly isList?: boolean
}

const url = (text: string): ChannelField => ({ name: 'url', text, usual: null })
const field = (name: string, text: string, usual: string | null = null): ChannelField => ({ name, text, usual })
const secret = (name: string, text: string, usual: string | null = null): ChannelField => ({
  ...field(name, text, usual),
  isSecret: true,
})

export const CHANNEL_FIELDS = {
  slack: [url('Address of the incoming webhook (Slack, Mattermost, Rocket.Chat)')],
  discord: [url('Address of the webhook')],
  telegram: [
    secret('token', 'Token that BotFather gave'),
    field('chat', 'Number of the chat, or @name of the channel'),
  ],
  ntfy: [url('Server and topic, such as https://ntfy.sh/my-topic'), secret('token', 'Access token; empty: none', '')],
  email: [
    field('host', 'SMTP server'),
    field('port', 'Its port', '587'),
    field('tls', 'TLS: starttls, implicit, or none to this machine', 'starttls'),
    field('user', 'User; empty: none', ''),
    secret('password', 'Password of that user; empty: none', ''),
    field('from', 'Sender'),
    { ...field('to', 'Recipients, with commas'), isList: true },
  ],
  webhook: [
    url('Address that JSON is posted to'),
    field('template', 'Form: breakwater, teams, pagerduty or alertmanager', 'breakwater'),
    secret('routing_key', 'Integration key, for PagerDuty; empty: none', ''),
    secret('secret', 'Key to sign with; empty: none', ''),
  ],
  exec: [{ ...field('command', 'Program and its arguments, with commas'), isList: true }],
  file: [field('path', 'File that gets a line of JSON for each message')],
} as const satisfies Record<string, readonly ChannelField[]>

export type ChannelType = keyof typeof CHANNEL_FIELDS

export const CHANNEL_TYPES = Object.keys(CHANNEL_FIELDS) as readonly ChannelType[]

/** Others of this machine could read it in the list of processes. */
export function isSecretOption(type: string, name: string): boolean {
  if (/url|token|password|secret|key|headers/.test(name)) return true
  return (CHANNEL_FIELDS[type as ChannelType] ?? []).some(
    (one: ChannelField) => one.name === name && one.isSecret === true,
  )
}
