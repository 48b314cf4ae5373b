import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ManualClock } from '../../src/lib/clock.ts'
import { ANSWERS, HttpRig } from '../../src/notify/http-rig.fixture.ts'
import { NOW } from '../../src/notify/message.fixture.ts'
import { notifierContract, TIMEOUT } from '../../src/notify/notifier.contract.ts'
import { Gotify } from './gotify.ts'

let rig: HttpRig
beforeAll(async () => {
  rig = await HttpRig.start()
})
afterAll(() => rig.stop())

const BEHAVIOURS = { well: 'ok', busy: 'busy', broken: 'broken', hanging: 'hang', refusing: 'bad' } as const

describe('docs/extending/notifier.md', () => {
  it('shows the notifier that is compiled and tested here', () => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'extending', 'notifier.md'), 'utf8')
    const code = readFileSync(join(import.meta.dirname, 'gotify.ts'), 'utf8')
      .replaceAll('../../src/notify/', '../')
      .replaceAll('../../src/', '../../')
    expect(page).toContain(`\`\`\`ts\n${code}\`\`\``)
  })

  notifierContract({
    create: () => {
      const http = { timeout: TIMEOUT, allow_private: false, allow_http: false }
      return new Gotify(
        { type: 'gotify', url: rig.url('/'), token: 'canary', ...http },
        { clock: new ManualClock(NOW) },
      )
    },
    behave: (how) => {
      rig.behaviour = ANSWERS[BEHAVIOURS[how]]
      return true
    },
    arrived: () => rig.received.map(({ body }) => body),
    secrets: ['canary'],
  })
})
