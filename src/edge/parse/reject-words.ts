import type { RejectReason } from '../../domain/reject-reason.ts'

/** What is wrong with a refused line, for people. */
export const REJECT_WORDS: Readonly<Record<RejectReason, string>> = {
  'unknown-format': 'no known format can read it',
  'bad-json': 'it is no JSON object',
  'too-long': 'it is longer than 64 KiB',
  'too-deep': 'it is nested deeper than 64 levels',
  'duplicate-key': 'a key comes twice with different values',
  'no-address': 'it has no client address',
  'bad-address': 'what stands in the place of the client address is none',
  'no-time': 'it has no time',
  'bad-time': 'what stands in the place of the time is none',
  'no-status': 'it has no status',
  'bad-status': 'what stands in the place of the status is none (100 to 599)',
  'bad-layout': 'its layout is another one',
  'not-a-request': 'it is a line of another log, not of a request',
  'no-header':
    'the #Fields line that says what its columns hold has not come: the file was cut, or begins in its middle',
  'partial-line': 'a container runtime has cut it; it is read with its end',
}
