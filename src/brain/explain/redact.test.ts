import { describe, expect, it } from 'vitest'
import { redactLine } from './redact.ts'

describe('redactLine', () => {
  it.each([
    ['GET /a?token=s3cret&x=1 HTTP/1.1', 'GET /a?token=…&x=… HTTP/1.1'],
    ['{"request_uri":"/a?token=s3cret","status":200}', '{"request_uri":"/a?token=…","status":200}'],
    ['{"args":"token=s3cret&x=\\"1","status":200}', '{"args":"…","status":200}'],
    ['"https://user:s3cret@shop.example/a"', '"https://…@shop.example/a"'],
    ['"Authorization: Bearer s3cret.s3cret"', '"Authorization: Bearer …"'],
    ['GET /plain HTTP/1.1', 'GET /plain HTTP/1.1'],
  ])('%s', (line, wanted) => expect(redactLine(line)).toBe(wanted))

  it('leaves nothing that moves or hides text', () => {
    expect(redactLine('a\u001b[2Jb\u202ec\nd')).toBe('a\\x1b[2Jb\\u202ec\\x0ad')
  })
})
