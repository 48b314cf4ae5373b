import type { Part } from '../part.ts'

/** While the attack of this name lasts, the scenario drops benign requests. */
export const SILENCING = 'silence'

/** The site goes quiet: nobody reaches it, or its log is no longer written. Sends nothing itself. */
export const silence: Part = {
  name: SILENCING,
  summary: 'ordinary traffic stops',
  create: ({ start, end }) => ({
    actor: { second: () => [] },
    truth: { attackers: [], honest: [], troubles: [{ kinds: ['traffic-drop', 'blind'], from: start, to: end }] },
  }),
}
