import { missingPage, missingPath } from './missing-page.ts'
import { scriptedPart } from './scripted-part.ts'

/** A scan of a site that never answers 404: it sends everybody to /login, so errors do not show the scan. */
export const redirectScan = scriptedPart(
  'redirect-scan',
  'one address tries 10 paths a second; each is answered by a redirect (302) to /login',
  () => ({
    pace: () => 10,
    sender: () => '203.0.113.22',
    exchange: (serial, _, random) => ({
      ...missingPage(missingPath(serial), 'Mozilla/5.0 zgrab/0.x', random),
      status: 302,
      bytes: 138,
    }),
    kind: 'source-scan',
    troubles: ['source-scan'],
  }),
)
