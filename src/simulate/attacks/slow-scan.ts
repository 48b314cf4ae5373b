import { missingPage, missingPath } from './missing-page.ts'
import { scriptedPart } from './scripted-part.ts'

/** So slow that only a long memory sees it. */
export const slowScan = scriptedPart(
  'slow-scan',
  'one address tries a path that does not exist every 20 seconds',
  () => ({
    pace: () => 1 / 20,
    sender: () => '203.0.113.21',
    exchange: (serial, _, random) =>
      missingPage(missingPath(serial), 'Mozilla/5.0 (compatible; Nmap Scripting)', random),
    kind: 'source-scan',
    troubles: ['not-found', 'client-errors', 'source-scan'],
  }),
)
