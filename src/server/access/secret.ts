import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 128 bits that nobody guesses, as 22 characters of base64url. */
export function newSecret(): string {
  return randomBytes(16).toString('base64url')
}

export function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}

/** Whether both are the same, in a time that does not depend on where they differ. `expected`: its digest. */
export function isSecret(given: string, expected: Buffer): boolean {
  return timingSafeEqual(digest(given), expected)
}
