import { missingPage, missingPath } from './missing-page.ts'
import { scriptedPart } from './scripted-part.ts'

const SECONDS_A_PATH = 20

/** Neither fast nor answered by an error: only many different paths, all sent to one place. */
export const slowRedirectScan = scriptedPart(
  'slow-redirect-scan',
  'one address tries a path every 20 seconds; each is answered by a redirect (302) to /login',
  () => ({
    pace: () => 1 / SECONDS_A_PATH,
    sender: () => '203.0.113.23',
    exchange: (serial, _, random) => ({
      ...missingPage(missingPath(serial), 'Mozilla/5.0 (compatible; Nmap Scripting)', random),
      status: 302,
      bytes: 138,
    }),
    kind: 'source-scan',
    troubles: ['source-scan'],
  }),
)
