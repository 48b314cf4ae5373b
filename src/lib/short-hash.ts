import { mix } from './hash.ts'

/** Twelve hexadecimal digits for a text, the same in every replay. No secret: for ids, not for tables. */
export function shortHash(text: string): string {
  let high = 0x243f6a88
  let low = 0x13198a2e
  for (let i = 0; i < text.length; i++) {
    high = mix(high ^ text.charCodeAt(i))
    low = mix((low + high) | 0)
  }
  return ((high >>> 16).toString(16).padStart(4, '0') + (low >>> 0).toString(16).padStart(8, '0')).slice(0, 12)
}
