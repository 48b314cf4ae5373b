import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { REJECT_REASONS } from '../domain/reject-reason.ts'
import { ban, firing } from './event.fixture.ts'
import { eventObject } from './ndjson.ts'
import { summaryObject } from './summary.ts'

const page = readFileSync(new URL('../../docs/formats/ndjson.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/^```json\n(.*)\n```$/gm)].map(([, line]) => Object.entries(JSON.parse(line!)))

it('shows the fields that are written, in their order, and all reasons', () => {
  const written = [
    eventObject({ type: 'ban', ban }),
    eventObject({ type: 'unban', lift: { ban, at: ban.at, cause: 'expired' } }),
    eventObject({ type: 'incident', incident: firing }),
    summaryObject({
      files: [],
      prevented: 0,
      preventedOk: 0,
      sources: 0,
      protectedOverLimit: 0,
      from: null,
      to: null,
      bans: 0,
      incidents: 0,
      elapsed: 0,
    }),
  ]
  // That of a comparison is checked beside its code.
  const ours = examples.filter((fields) => fields.every(([, value]) => value !== 'comparison'))
  expect(ours.map((fields) => fields.map(([name]) => name))).toEqual(written.map((object) => Object.keys(object)))
  for (const name of written.flatMap((object) => Object.keys(object))) expect(page).toContain(`\`${name}\``)
  for (const reason of REJECT_REASONS.slice(1)) expect(page).toContain(`\`${reason}\``)
})
