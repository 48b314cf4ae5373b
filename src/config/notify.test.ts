import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { explainConfig } from './explain.ts'
import { configJsonSchema } from './json-schema.ts'
import { readConfigFiles } from './read-files.ts'
import { configSchema } from './schema.ts'
import { withoutSecrets } from './secrets.ts'

const folder = mkdtempSync(join(tmpdir(), 'breakwater-notify-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'breakwater.yaml')

const ENVIRONMENT = {
  HOOK: 'https://hooks.example/canary',
  TOKEN: 'canary-token',
  LINE: 'canary\nx',
  PLAIN: 'http://hooks.example/canary',
}

function read(text: string) {
  writeFileSync(path, text)
  return readConfigFiles(path, ENVIRONMENT)
}

const ALL = `
notify:
  channels:
    - {name: hook, type: webhook, url: "\${HOOK}", secret: "\${TOKEN}", headers: {authorization: "Bearer \${TOKEN}"}}
    - {name: pager, type: webhook, url: https://events.example/v2/enqueue, template: pagerduty, routing_key: "\${TOKEN}", quiet_hours: 22:00-07:00}
    - {name: own, type: webhook, url: https://hooks.example, body: {text: "{{title}}", at: ["{{at}}"]}, timeout: 2s}
    - {name: slack, type: slack, url: "\${HOOK}", min_severity: 3, kinds: [incident, blind], group_window: 5m, max_per_hour: 10}
    - {name: discord, type: discord, url: "\${HOOK}"}
    - {name: telegram, type: telegram, token: "1:\${TOKEN}", chat: -100200}
    - {name: phone, type: ntfy, url: https://ntfy.example/topic, token: "\${TOKEN}"}
    - {name: mail, type: email, host: mail.example, user: ops, password: "\${TOKEN}", from: Ops <ops@site.example>, to: [a@site.example]}
    - {name: program, type: exec, command: [/usr/local/bin/tell, --loud]}
    - {name: file, type: file, path: /var/log/breakwater/alerts.jsonl}
`

describe('notify:', () => {
  it('takes all types of channels, and writes them back', () => {
    const { config } = read(ALL)
    const [hook, pager, own, slack, , telegram, , mail] = config.notify.channels
    expect(hook).toMatchObject({ min_severity: 1, group_window: 60_000, timeout: 5_000, allow_private: false })
    expect(pager).toMatchObject({ quiet_hours: { from: 1_320, to: 420 } })
    expect(own).toMatchObject({ body: { text: '{{title}}', at: ['{{at}}'] }, timeout: 2_000 })
    expect(slack).toMatchObject({ kinds: ['incident', 'blind'], max_per_hour: 10 })
    expect(telegram).toMatchObject({ chat: '-100200', url: 'https://api.telegram.org' })
    expect(mail).toMatchObject({ port: 587, tls: 'starttls' })
    const shown = parse(explainConfig({ config, files: [], sources: new Map() })).notify.channels
    expect(shown).toHaveLength(10)
    expect(shown[1].quiet_hours).toBe('22:00-07:00')
    expect(JSON.stringify(configJsonSchema())).toContain('"channels"')
  })

  it('shows no secret anywhere', () => {
    const loaded = read(ALL)
    const shown = [explainConfig(loaded), JSON.stringify(withoutSecrets(loaded.config))].join()
    expect(shown).not.toContain('canary')
    expect(shown).toContain('https://hooks.example')
    expect(loaded.config.notify.channels[0]).toMatchObject({ secret: 'canary-token' })
  })

  it.each([
    ['{name: a, type: slak, url: x}', 'did you mean slack?'],
    [
      '{name: a, type: slack, url: "https://a.example", min_severty: 2}',
      'unknown option notify.channels.0.min_severty; did you mean min_severity?',
    ],
    ['{name: a, type: email, host: h, from: a@b.example, to: [a@b.example], pasword: x}', 'did you mean password?'],
    ['{name: a, type: slack}', 'notify.channels.0.url'],
    ['{name: a b, type: file, path: /a}', 'write a name of letters'],
    ['{name: a, type: file, path: a}', 'a path that begins with /'],
    ['{name: a, type: slack, url: "ftp://a.example"}', 'write an address such as'],
    ['{name: a, type: slack, url: "http://a.example/x"}', 'write https, or allow_http: true'],
    ['{name: a, type: slack, url: "https://a.example", quiet_hours: 25:00-07:00}', 'such as 22:00-07:00'],
    ['{name: a, type: slack, url: "https://a.example", min_severity: 6}', 'from 1 to 5'],
    ['{name: a, type: slack, url: "https://a.example", kinds: [bans]}', 'write some of incident, ban'],
    ['{name: a, type: slack, url: "https://a.example", group_window: 1s}', 'out of range'],
    ['{name: a, type: webhook, url: "https://a.example", template: pagerduty}', 'the template pagerduty needs this'],
    ['{name: a, type: webhook, url: "https://a.example", body: {a: "{{titel}}"}}', 'there is no {{titel}}'],
    [`{name: a, type: webhook, url: "https://a.example", headers: {x: "\${LINE}"}}`, '{LINE} is not valid here'],
    [
      '{name: a, type: email, host: h, tls: none, from: a@b.example, to: [a@b.example]}',
      'without TLS only to this machine',
    ],
    [
      '{name: a, type: email, host: h, from: "a@b.example\\nBcc: x@y", to: [a@b.example]}',
      'one line without control characters',
    ],
    ['{name: a, type: ntfy, url: "https://ntfy.example"}', 'the address with the topic'],
    ['{name: a, type: exec, command: reboot now}', 'as a list'],
    [`{name: a, type: slack, url: "\${PLAIN}"}`, 'notify.channels.0.url'],
  ])('refuses %s', (channel, fault) => {
    let failure = 'nothing was refused'
    try {
      read(`notify:\n  channels:\n    - ${channel}\n`)
    } catch (error) {
      failure = (error as Error).message
    }
    expect(failure).toContain(fault)
    expect(failure).toMatch(/breakwater\.yaml:\d+:\d+: /)
    expect(failure).not.toContain('canary')
  })

  it('refuses two channels of one name', () => {
    const channel = '{name: a, type: file, path: /a}'
    expect(() => read(`notify: {channels: [${channel}, ${channel}]}`)).toThrow('there is a channel a already')
  })

  it('lets http go to this machine, and elsewhere when that is allowed', () => {
    const urls = [
      '{url: "http://127.0.0.1:9093/a"}',
      '{url: "http://localhost/a"}',
      '{url: "http://am:9093/a", allow_http: true}',
    ]
    for (const url of urls) {
      const channel = { name: 'a', type: 'slack', ...parse(url) }
      expect(configSchema.safeParse({ notify: { channels: [channel] } }).success).toBe(true)
    }
  })
})
