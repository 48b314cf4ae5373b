import { afterEach, describe, expect, it, vi } from 'vitest'
import { createLogger } from './logger.ts'

describe('log in words', () => {
  afterEach(() => vi.restoreAllMocks())

  it('writes from its level up, one safe line each', async () => {
    let text = ''
    vi.spyOn(process.stderr, 'write').mockImplementation((part) => {
      text += part
      return true
    })
    const log = await createLogger('info', 'words')
    log.debug('hidden')
    log.info('reading')
    log.warn('a\nbreakwater: forged \u001b[2J')
    log.error('gone')
    expect(text).toBe(
      'breakwater: reading\nbreakwater: warning: a\\x0abreakwater: forged \\x1b[2J\nbreakwater: error: gone\n',
    )
    const silent = await createLogger('silent', 'words')
    silent.error('no')
    expect(text).not.toContain('no\n')
  })
})
