import { missingPage } from './missing-page.ts'
import { scriptedPart } from './scripted-part.ts'

/** No ill will, only a loop that never stops asking for what is gone. */
export const brokenBot = scriptedPart('broken-bot', 'one address asks for the same missing file every second', () => ({
  pace: () => 1,
  jitter: 0.05,
  sender: () => '203.0.113.60',
  exchange: (_, __, random) => ({ ...missingPage('/feed/old.xml', 'FeedReader/2.1', random), status: 404 }),
  kind: 'source-scan',
  troubles: ['source-scan', 'not-found', 'client-errors'],
}))
