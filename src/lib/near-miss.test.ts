import { describe, expect, it } from 'vitest'
import { nearMiss } from './near-miss.ts'

describe('near misses', () => {
  const known = ['replay', 'run', 'check', 'version', 'trusted_proxies']
  it.each([
    ['replya', 'replay'],
    ['Check', 'check'],
    ['rum', 'run'],
    ['trusted_proxys', 'trusted_proxies'],
    ['verison', 'version'],
  ])('%s: %s', (word, meant) => expect(nearMiss(word, known)).toBe(meant))
  it.each(['', 'bans', 'enforce', 'x'])('nothing is near %j', (word) => expect(nearMiss(word, known)).toBeUndefined())
})
