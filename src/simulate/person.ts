import { mix } from '../lib/hash.ts'

const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
]

/** Numbers of people lie below this; the upper half is for people who are new to the site. */
export const PEOPLE = 65_536

/** Somebody with a browser. */
export interface Person {
  readonly address: string
  readonly agent: string
  /** Has been here before: the browser still holds much of the site. */
  readonly known: boolean
}

/** The person of this number, 0 < number < PEOPLE: always the same address and browser; every fifth comes by IPv6. */
export function person(number: number, known: boolean): Person {
  const address =
    number % 5 === 0
      ? `2001:db8:1:${number.toString(16)}::${((mix(number) >>> 16) | 1).toString(16)}`
      : `198.18.${number >>> 8}.${number & 255}`
  return { address, agent: agentOf(number), known }
}

/** The browser that the person of this number uses. */
export function agentOf(number: number): string {
  return AGENTS[(mix(number + 1) >>> 0) % AGENTS.length]!
}
