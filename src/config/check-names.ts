import type { z } from 'zod'
import { KnownRanges } from './known-ranges.ts'

interface Lists {
  readonly trusted_proxies: readonly string[]
  readonly allow: readonly string[]
  readonly known_ranges: string | null
}

/** Checks the file of known ranges, and that each @NAME is in it. */
export function checkNames(config: Lists, context: z.RefinementCtx): void {
  const ranges = new KnownRanges(config.known_ranges)
  const attempt = (path: readonly (string | number)[], work: () => void): boolean => {
    try {
      work()
      return true
    } catch (error) {
      context.addIssue({ code: 'custom', path: [...path], message: (error as Error).message })
      return false
    }
  }
  if (config.known_ranges !== null && !attempt(['known_ranges'], () => ranges.check())) return
  for (const list of ['trusted_proxies', 'allow'] as const) {
    for (const [index, entry] of config[list].entries()) {
      if (!entry.startsWith('@')) continue
      attempt([list, index], () => {
        if (ranges.get(entry.slice(1)).kind === 'crawler' && list === 'trusted_proxies')
          throw new Error(`${entry} is a crawler, which is no proxy; put it under allow`)
      })
    }
  }
}
