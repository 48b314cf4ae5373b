import { z } from 'zod'
import { MESSAGE_KINDS } from '../domain/message.ts'
import { DAY, SECOND } from '../domain/units.ts'
import { nearMiss } from '../lib/near-miss.ts'
import { isLoopbackHost } from '../notify/forbidden-address.ts'
import { parseQuietHours } from '../notify/quiet-hours.ts'
import type { NotifierOptions } from '../notify/registry.ts'
import { unknownFields, WEBHOOK_TEMPLATES } from '../notify/templates/own-template.ts'
import { count, duration } from './fields.ts'

const QUIET = 'write a span of local time such as 22:00-07:00'
const COMMAND = 'write the program and each of its arguments as a list, such as [/usr/local/bin/tell]'

const quietHours = z.codec(z.string({ error: QUIET }), z.object({ from: z.number(), to: z.number() }), {
  decode: (text, context) => {
    const quiet = parseQuietHours(text)
    if (quiet !== null) return quiet
    context.issues.push({ code: 'custom', input: text, message: QUIET })
    return z.NEVER
  },
  encode: ({ from, to }) => [from, to].map(clockTime).join('-'),
})

function clockTime(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** The text may hold a secret and is not repeated. */
const url = () =>
  z.string().refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
    error: 'write an address such as https://hooks.example/alerts',
  })

/** One line of printable characters: it stands in a header. */
const line = (what: string) =>
  z
    .string()
    .min(1)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u, { error: `${what} must be one line without control characters` })

const secret = (what: string) => line(what).nullable().prefault(null)

/** What every channel has. */
const rules = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/i, { error: 'write a name of letters, digits, - and _, at most 40' })
    .describe('Name of the channel, for messages and commands'),
  min_severity: count(1, 5).prefault(1).describe('Least severity that is told here, 1 to 5'),
  kinds: z
    .array(z.enum(MESSAGE_KINDS, { error: `write some of ${MESSAGE_KINDS.join(', ')}` }))
    .min(1)
    .prefault([...MESSAGE_KINDS])
    .describe('What is told here'),
  group_window: duration(10 * SECOND, DAY)
    .prefault('1m')
    .describe('Least time between two messages of one incident, 10s to 1d; what happens in between is gathered'),
  max_per_hour: count(1, 360).prefault(30).describe('Most messages an hour; the rest is told in totals'),
  quiet_hours: quietHours
    .nullable()
    .prefault(null)
    .describe('Local time in which nothing is sent; it is told afterwards'),
}

const timeout = duration(100, 30 * SECOND)
  .prefault('5s')
  .describe('How long one attempt may take, up to 30s')
const allowPrivate = z
  .boolean()
  .prefault(false)
  .describe('The name may resolve to a private address, such as that of another container')

const http = {
  timeout,
  allow_private: allowPrivate,
  allow_http: z
    .boolean()
    .prefault(false)
    .describe('http to other hosts than this machine, where others may read along'),
}

const channels = {
  webhook: z.strictObject({
    ...rules,
    type: z.literal('webhook'),
    url: url().describe('Where JSON is posted'),
    template: z.enum(WEBHOOK_TEMPLATES).prefault('breakwater').describe('Form of what is posted'),
    body: z.json().prefault(null).describe('In the place of a template: JSON with {{name}} in its texts'),
    secret: secret('the secret').describe('Key of the signature'),
    routing_key: secret('the routing key').describe('Integration key of PagerDuty'),
    headers: z
      .record(z.string().regex(/^[\w-]+$/), line('a header'))
      .prefault({})
      .describe('More headers'),
    ...http,
  }),
  slack: z.strictObject({ ...rules, type: z.literal('slack'), url: url().describe('Incoming webhook'), ...http }),
  discord: z.strictObject({ ...rules, type: z.literal('discord'), url: url().describe('Webhook'), ...http }),
  telegram: z.strictObject({
    ...rules,
    type: z.literal('telegram'),
    token: z.string().regex(/^[\w:-]+$/, { error: 'write the token that BotFather gave' }),
    chat: z
      .codec(z.union([z.string().min(1), z.number()]), z.string(), { decode: String, encode: (chat) => chat })
      .describe('Number of a chat, or @name of a channel'),
    url: url().prefault('https://api.telegram.org'),
    ...http,
  }),
  ntfy: z.strictObject({
    ...rules,
    type: z.literal('ntfy'),
    url: url()
      .refine((text) => URL.canParse(text) && /\/[^/]+$/.test(new URL(text).pathname), {
        error: 'write the address with the topic, such as https://ntfy.example/alerts',
      })
      .describe('Server and topic'),
    token: secret('the token'),
    ...http,
  }),
  email: z.strictObject({
    ...rules,
    type: z.literal('email'),
    host: line('the host').describe('SMTP server'),
    port: count(1, 65_535).prefault(587),
    tls: z.enum(['starttls', 'implicit', 'none']).prefault('starttls').describe('none only to this machine'),
    user: secret('the user'),
    password: secret('the password'),
    from: mailAddress(),
    to: z.array(mailAddress()).min(1).max(50),
    timeout,
    allow_private: allowPrivate,
  }),
  exec: z.strictObject({
    ...rules,
    type: z.literal('exec'),
    command: z.array(z.string({ error: COMMAND }).min(1), { error: COMMAND }).min(1, { error: COMMAND }),
    timeout,
  }),
  file: z.strictObject({
    ...rules,
    type: z.literal('file'),
    path: z
      .string()
      .regex(/^\//, { error: 'write a path that begins with /' })
      .describe('Gets a line of JSON for each message'),
  }),
} as const satisfies Record<NotifierOptions['type'], z.ZodType<NotifierOptions>>

function mailAddress() {
  return line('an address of mail').regex(/^[^\s@<>]+@[^\s@<>]+$|^[^<>]+<[^\s@<>]+@[^\s@<>]+>$/, {
    error: 'write an address of mail such as ops@site.example',
  })
}

/** `notify:`, who is told what happens. */
export const notify = z.strictObject({
  channels: z
    .array(
      z.discriminatedUnion(
        'type',
        [
          ...([channels.webhook, channels.slack, channels.discord, channels.telegram] as const),
          ...([channels.ntfy, channels.email, channels.exec, channels.file] as const),
        ],
        { error: ({ input }) => typeWanted(input) },
      ),
    )
    .max(50)
    .prefault([])
    .describe('Who is told what happens, each with a name, a type and what that needs: docs/guide/alerts.md'),
})

function typeWanted(input: unknown): string {
  const type = typeof input === 'object' && input !== null && 'type' in input ? String(input.type) : ''
  const types = Object.keys(channels)
  const meant = nearMiss(type, types)
  return `write a type of channel: ${types.join(', ')}${meant === undefined ? '' : `; did you mean ${meant}?`}`
}

/** Options of a channel of this type; of all that every channel has when there is no such type. */
export function channelOptions(type: unknown): string[] {
  const known = Object.entries(channels).find(([name]) => name === type)?.[1]
  return known === undefined ? Object.keys(rules) : Object.keys(known.shape)
}

type Channels = z.output<typeof notify>

/** Checks what one option alone does not show. */
export function checkNotify({ notify: { channels } }: { readonly notify: Channels }, context: z.RefinementCtx): void {
  const names = new Set<string>()
  for (const [index, channel] of channels.entries()) {
    const add = (option: string, message: string) =>
      context.addIssue({ code: 'custom', path: ['notify', 'channels', index, option], message })
    if (names.has(channel.name)) add('name', `there is a channel ${channel.name} already; give each its own name`)
    names.add(channel.name)
    if (
      'url' in channel &&
      channel.url.startsWith('http:') &&
      !channel.allow_http &&
      !isLoopbackHost(hostOf(channel.url))
    )
      add('url', 'write https, or allow_http: true if nobody else reads along')
    if (channel.type === 'email' && channel.tls === 'none' && !isLoopbackHost(channel.host))
      add('tls', 'without TLS only to this machine: write starttls or implicit')
    if (channel.type !== 'webhook') continue
    if (channel.template === 'pagerduty' && channel.routing_key === null)
      add('routing_key', 'the template pagerduty needs this')
    for (const field of unknownFields(channel.body)) add('body', `there is no {{${field}}} to fill in`)
  }
}

function hostOf(text: string): string {
  return new URL(text).hostname.replace(/^\[|\]$/g, '')
}
