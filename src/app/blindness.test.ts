import { describe, expect, it } from 'vitest'
import { reasonText } from '../brain/explain/reason.ts'
import { silenceEvidence, unreadEvidence } from './blindness.ts'

describe('the evidence of blindness', () => {
  it('shows one refused line without secrets, harmless and short', () => {
    const sample = `GET /in?token=hush HTTP/1.1\u001b]0;owned\u0007\u202e Authorization: Bearer abcdef${'x'.repeat(700)}`
    const evidence = unreadEvidence({ share: 0.3777, shareNow: 1, file: 'a\u001b[2Jb.log', sample })
    expect(evidence).toMatchObject({ observed: 37.8, expected: 0, limit: 5, window: 60, about: 'a\\x1b[2Jb.log' })
    const [line] = evidence.lines
    expect(line).not.toMatch(/hush|abcdef/)
    expect(line!.length).toBeLessThanOrEqual(201)
    const reason = reasonText('blind', evidence)
    expect(reason).toMatch(/^37\.8 % of lines refused in the last minute, more than 5 %: has the format of a/)
    expect(reason).toContain('Such a line: GET /in?token=… HTTP/1.1\\x1b]0;owned\\x07\\u202e')
    expect(reason).not.toMatch(/[\u0000-\u001f\u202e]/)
  })

  it('names the log that is silent', () => {
    expect(reasonText('blind', silenceEvidence(61.9, '/var/log/nginx/access.log'))).toBe(
      '61 s without a line in /var/log/nginx/access.log, and the site had been busy: has the web server stopped, or does it write elsewhere? Nothing is seen until it writes again.',
    )
  })
})
