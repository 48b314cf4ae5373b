import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ManualClock } from '../../lib/clock.ts'
import { HOSTILE, messageOf, NOW } from '../message.fixture.ts'
import { notifierContract, TIMEOUT } from '../notifier.contract.ts'
import { SmtpRig } from '../smtp-rig.fixture.ts'
import { Email, type EmailOptions, headerText } from './email.ts'

let rig: SmtpRig
beforeAll(async () => {
  rig = await SmtpRig.start()
})
afterAll(() => rig.stop())

const BEHAVIOURS = { well: 'well', busy: 'greylist', broken: 'login', hanging: 'silent', refusing: 'full' } as const
const PASSWORD = 'canary-password'

function create(change: Partial<EmailOptions> = {}): Email {
  const options: EmailOptions = {
    ...{ type: 'email', host: '127.0.0.1', port: rig.port, tls: 'none', user: 'ops', password: PASSWORD },
    ...{ from: 'Breakwater <breakwater@site.example>', to: ['ops@site.example', 'more@site.example'] },
    ...{ timeout: TIMEOUT, allow_private: false },
    ...change,
  }
  return new Email(options, { clock: new ManualClock(NOW) })
}

/** A part of a mail, decoded. */
function decoded(raw: string, type: string): string {
  const part = raw.split(/\n--[^\n]+\n/).find((one) => one.includes(`Content-Type: ${type}`)) ?? ''
  const [head = '', ...body] = part.split('\n\n')
  const text = body.join('\n\n')
  if (/base64/.test(head)) return Buffer.from(text, 'base64').toString('utf8')
  const bytes = text
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return /quoted-printable/.test(head) ? Buffer.from(bytes, 'latin1').toString('utf8') : text
}

describe('email', () => {
  notifierContract({
    create,
    behave: (how) => {
      rig.behaviour = BEHAVIOURS[how]
      return true
    },
    arrived: () => rig.mails.map(({ raw }) => `${raw}${decoded(raw, 'text/plain')}`),
    secrets: [PASSWORD, Buffer.from(`\0ops\0${PASSWORD}`).toString('base64')],
  })

  it('keeps a thread together, and tells machines that no machine need answer', async () => {
    rig.behaviour = 'well'
    await create().send(messageOf())
    await create().send(messageOf({ id: 'ffffffffffff', state: 'update' }))
    const [first, second] = rig.mails.slice(-2).map(({ raw }) => raw)
    expect(first).toContain('Message-ID: <0123456789ab@site.example>')
    for (const raw of [first, second]) expect(raw).toContain('References: <thread-ba9876543210@site.example>')
    expect(second).toContain('Auto-Submitted: auto-generated')
    expect(rig.mails.at(-1)!.to).toEqual(['RCPT TO:<ops@site.example>', 'RCPT TO:<more@site.example>'])
  })

  it('lets no text begin a header, leave its markup, or add a command', async () => {
    rig.behaviour = 'well'
    const commands = rig.commands.length
    await create().send(
      messageOf({ title: HOSTILE, happened: `${HOSTILE} \u00fc`, done: '.\r\n.\r\nRCPT TO:<x@evil.example>' }),
    )
    const { raw } = rig.mails.at(-1)!
    const html = decoded(raw, 'text/html')
    expect(html).toContain('&lt;b&gt;&amp;amp;&quot;&#39;&lt;/b&gt; {{secret}}')
    expect(html).not.toContain('<!channel>')
    expect(decoded(raw, 'text/plain')).toContain(`${HOSTILE} \u00fc`)
    expect(rig.commands.slice(commands).filter((line) => line.includes('evil'))).toEqual([])
    expect(() => headerText('a\r\nBcc: x@evil.example')).toThrow('one line')
    expect(await create().send(messageOf({ title: 'a\r\nBcc: x@evil.example' }))).toMatchObject({ outcome: 'later' })
  })

  it('goes without TLS to no other machine, and not on where TLS is not offered', async () => {
    expect(await create({ host: '198.51.100.25' }).send(messageOf())).toMatchObject({
      outcome: 'later',
      why: expect.stringContaining('without TLS'),
    })
    rig.behaviour = 'well'
    const before = rig.commands.length
    expect(await create({ tls: 'starttls' }).send(messageOf())).toMatchObject({ outcome: 'later' })
    expect(rig.commands.slice(before).filter((line) => /AUTH|DATA/.test(line))).toEqual([])
  })
})
