import { missingPage, missingPath } from './missing-page.ts'
import { scriptedPart } from './scripted-part.ts'

/** A scanner works through its list as fast as it can. */
export const scan = scriptedPart('scan', 'one address tries 10 paths a second that do not exist', () => ({
  pace: () => 10,
  sender: () => '203.0.113.20',
  exchange: (serial, _, random) => missingPage(missingPath(serial), 'Mozilla/5.0 zgrab/0.x', random),
  kind: 'source-scan',
  troubles: ['not-found', 'client-errors', 'source-scan'],
}))
