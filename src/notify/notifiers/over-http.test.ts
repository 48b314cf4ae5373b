import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ManualClock } from '../../lib/clock.ts'
import { ANSWERS, HttpRig } from '../http-rig.fixture.ts'
import { HOSTILE, messageOf, NOW } from '../message.fixture.ts'
import { notifierContract, type OtherSide, TIMEOUT } from '../notifier.contract.ts'
import { createNotifier, type NotifierOptions } from '../registry.ts'

let rig: HttpRig
beforeAll(async () => {
  rig = await HttpRig.start()
})
afterAll(() => rig.stop())

const clock = new ManualClock(NOW)
const BEHAVIOURS = { well: 'ok', busy: 'busy', broken: 'broken', hanging: 'hang', refusing: 'bad' } as const
const http = { timeout: TIMEOUT, allow_private: false, allow_http: false }
const webhook = { type: 'webhook', body: null, secret: null, routing_key: null, headers: {}, ...http } as const

const CASES: Readonly<
  Record<string, { readonly options: () => NotifierOptions; readonly secrets: readonly string[] }>
> = {
  webhook: {
    options: () => ({
      ...webhook,
      url: rig.url('/hook-canary?key=canary'),
      template: 'breakwater',
      secret: 'canary-key',
      headers: { authorization: 'Bearer canary-token' },
    }),
    secrets: ['canary'],
  },
  teams: { options: () => ({ ...webhook, url: rig.url('/canary'), template: 'teams' }), secrets: ['/canary'] },
  alertmanager: {
    options: () => ({ ...webhook, url: rig.url('/api/v2/alerts'), template: 'alertmanager' }),
    secrets: [],
  },
  slack: { options: () => ({ type: 'slack', url: rig.url('/services/canary'), ...http }), secrets: ['/services'] },
  discord: { options: () => ({ type: 'discord', url: rig.url('/api/webhooks/canary'), ...http }), secrets: ['/api'] },
  telegram: {
    options: () => ({ type: 'telegram', token: '1:canary', chat: '-100', url: rig.url(''), ...http }),
    secrets: ['canary'],
  },
  ntfy: {
    options: () => ({ type: 'ntfy', url: rig.url('/canary-topic'), token: 'canary', ...http }),
    secrets: ['canary'],
  },
}

describe.each(Object.entries(CASES))('%s', (_, { options, secrets }) => {
  const create = () => createNotifier(options(), { clock })
  notifierContract({
    create,
    secrets,
    behave: (how: OtherSide) => {
      rig.behaviour = ANSWERS[BEHAVIOURS[how]]
      return true
    },
    arrived: () => rig.received.map(({ body }) => body),
  })

  it('waits as long as Retry-After says, follows no redirect, and reads little of what is huge or slow', async () => {
    rig.behaviour = ANSWERS.busy
    expect(await create().send(messageOf())).toMatchObject({ outcome: 'later', after: 7_000 })
    rig.behaviour = ANSWERS.redirect
    const delivery = await create().send(messageOf())
    expect(delivery).toMatchObject({
      outcome: 'later',
      why: expect.stringContaining('a redirect, which is not followed'),
    })
    expect(rig.received.filter(({ path }) => path === '/elsewhere')).toEqual([])
    rig.behaviour = ANSWERS.huge
    expect((await create().send(messageOf())).outcome).toBe('sent')
    rig.behaviour = ANSWERS.dribble
    expect(await create().send(messageOf())).toMatchObject({
      outcome: 'later',
      why: expect.stringContaining('no answer within'),
    })
    rig.behaviour = ANSWERS.ok
  })
})

const sent = async (options: NotifierOptions, message = messageOf()) => {
  rig.behaviour = ANSWERS.ok
  expect(await createNotifier(options, { clock }).send(message)).toMatchObject({ outcome: 'sent' })
  const { path, headers, body } = rig.received.at(-1)!
  return { path, headers, json: JSON.parse(body), body }
}

describe('what arrives', () => {
  it('is signed by time and body', async () => {
    const { headers, body } = await sent(CASES.webhook!.options())
    const expected = createHmac('sha256', 'canary-key')
      .update(`${headers['breakwater-timestamp']}.${body}`)
      .digest('hex')
    expect(headers['breakwater-signature']).toBe(`v1=${expected}`)
    expect(headers['breakwater-timestamp']).toBe(String(Math.floor(NOW / 1_000)))
    expect(headers['breakwater-message']).toBe('0123456789ab')
  })

  it('keeps its form whatever stands in a message, in a template of the operator', async () => {
    const body = {
      text: '{{title}} {{ measured }}',
      level: '{{severity}}',
      list: ['{{sources}}', '{{link}}', '{{undo}} {{held}}'],
    }
    const options = { ...webhook, url: rig.url('/'), template: 'breakwater', body } as const
    const { json } = await sent(options, messageOf({ title: `"},{${HOSTILE}` }))
    expect(json).toEqual({
      text: `"},{${HOSTILE} 412 requests/s over 60 s, 38 requests/s expected`,
      level: 4,
      list: [expect.any(Array), messageOf().link, 'breakwater bans remove 203.0.113.7\nbreakwater bans list '],
    })
  })

  it('is one alert of PagerDuty for each thread, which a resolution ends', async () => {
    const options = {
      ...webhook,
      url: rig.url('/v2/enqueue'),
      template: 'pagerduty',
      routing_key: 'R'.repeat(32),
    } as const
    const [firing, resolved] = [await sent(options), await sent(options, messageOf({ state: 'resolved' }))]
    expect(firing.json).toMatchObject({
      event_action: 'trigger',
      payload: { severity: 'error', source: 'shop.example', timestamp: '2026-03-02T09:11:41.700Z' },
    })
    expect(resolved.json).toEqual({
      routing_key: 'R'.repeat(32),
      dedup_key: firing.json.dedup_key,
      event_action: 'resolve',
    })
  })

  it('has no address in the labels of an Alertmanager, and an end', async () => {
    const { json } = await sent(CASES.alertmanager!.options(), messageOf({ title: 'Source flood by 203.0.113.7' }))
    expect(JSON.stringify(json[0].labels)).not.toContain('203.0.113')
    expect(Date.parse(json[0].endsAt)).toBeGreaterThan(NOW)
    const resolved = await sent(CASES.alertmanager!.options(), messageOf({ state: 'resolved' }))
    expect(Date.parse(resolved.json[0].endsAt)).toBeLessThanOrEqual(NOW)
  })

  it('is text without markup for Teams', async () => {
    const { json } = await sent(CASES.teams!.options(), messageOf({ happened: HOSTILE }))
    const { body } = json.attachments[0].content
    expect(new Set(body.map(({ type }: { type: string }) => type))).toEqual(new Set(['RichTextBlock']))
    expect(JSON.stringify(body)).toContain(JSON.stringify(HOSTILE).slice(1, -1))
  })

  it('calls nobody in Slack and its likes', async () => {
    const { body } = await sent(
      CASES.slack!.options(),
      messageOf({ title: HOSTILE, happened: HOSTILE, done: HOSTILE, held: HOSTILE }),
    )
    expect(body).not.toMatch(/<!|<@|<http|@everyone|[<>]/)
    expect(JSON.parse(body)).toMatchObject({ parse: 'none', link_names: false })
  })

  it('calls nobody in Discord, and is neither link nor markup', async () => {
    const { json } = await sent(CASES.discord!.options(), messageOf({ title: HOSTILE, happened: HOSTILE }))
    expect(json.allowed_mentions).toEqual({ parse: [] })
    const shown = json.embeds[0].title + json.embeds[0].fields[0].value
    expect(shown).not.toMatch(/@everyone|:\/\/|(?<!\\)[*`[\]<>~|]/)
  })

  it('is escaped for Telegram, and answers the first message of its thread', async () => {
    const notifier = createNotifier(CASES.telegram!.options(), { clock })
    rig.behaviour = ANSWERS.ok
    await notifier.send(messageOf({ title: HOSTILE, happened: HOSTILE }))
    await notifier.send(messageOf({ state: 'update' }))
    await notifier.send(messageOf({ thread: 'another' }))
    const [first, second, third] = rig.received.slice(-3).map(({ body }) => JSON.parse(body))
    expect(rig.received.at(-1)!.path).toBe('/bot1:canary/sendMessage')
    expect(first.text.replace(/<\/?(b|pre)>/g, '')).not.toMatch(/[<>]|@everyone/)
    expect(first).not.toHaveProperty('reply_parameters')
    expect(second.reply_parameters.message_id).toBe(77)
    expect(third).not.toHaveProperty('reply_parameters')
  })

  it('has nothing of the message in the headers for ntfy', async () => {
    const { json, headers, path } = await sent(CASES.ntfy!.options(), messageOf({ title: `${HOSTILE}ü`, severity: 5 }))
    expect(path).toBe('/')
    expect(json).toMatchObject({ topic: 'canary-topic', priority: 5, click: messageOf().link })
    expect(json.title).toContain('ü')
    expect(headers.authorization).toBe('Bearer canary')
  })

  it('stays within what each medium takes', async () => {
    const long = 'x😀'.repeat(5_000)
    const message = messageOf({
      title: long,
      happened: long,
      done: long,
      sources: Array.from({ length: 10 }, () => messageOf().sources[0]!),
    })
    const slack = await sent(CASES.slack!.options(), message)
    for (const { value } of slack.json.attachments[0].fields) expect(value.length).toBeLessThan(3_000)
    const discord = await sent(CASES.discord!.options(), message)
    expect(discord.json.embeds[0].title.length).toBeLessThanOrEqual(256)
    expect(JSON.stringify(discord.json.embeds[0]).length).toBeLessThan(6_000)
    expect((await sent(CASES.telegram!.options(), message)).json.text.length).toBeLessThanOrEqual(4_096)
    expect(Buffer.byteLength((await sent(CASES.ntfy!.options(), message)).json.message)).toBeLessThan(16_384)
  })
})
