import { z } from 'zod'
import { parseCidr } from '../lib/cidr-set.ts'
import { parseDuration } from '../lib/duration.ts'

/** A check that turns what `parse` throws into a problem of the field. */
function parsed<T>(parse: (text: string) => T) {
  return (text: string, context: z.RefinementCtx): T => {
    try {
      return parse(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message })
      return z.NEVER
    }
  }
}

/** Duration words in, milliseconds out. */
export function duration(least: number, most: number) {
  return z.string().transform(
    parsed((text) => {
      const value = parseDuration(text)
      if (value < least || value > most) throw new Error(`${text} is out of range`)
      return value
    }),
  )
}

/** A duration, or the word that stands for null. */
export function durationOr(word: string) {
  return z.string().transform(parsed((text) => (text === word ? null : parseDuration(text))))
}

/** An address or CIDR as text, checked. `narrow` refuses the whole internet. */
export function cidr(narrow: boolean) {
  return z.string().transform(
    parsed((text) => {
      if (parseCidr(text).bits === 0 && narrow)
        throw new Error(`${text} would trust everybody; name the proxies' own networks`)
      return text
    }),
  )
}

/** A count: a number, or a text such as 64Ki or 4Mi (binary). */
export function count(least: number, most: number) {
  return z.union([z.number(), z.string()]).transform((value, context) => {
    const match = /^(\d+)(Ki|Mi)?$/.exec(String(value))
    const number =
      match === null ? Number.NaN : Number(match[1]) * (match[2] === 'Mi' ? 1 << 20 : match[2] === 'Ki' ? 1_024 : 1)
    if (number >= least && number <= most) return number
    context.addIssue({
      code: 'custom',
      message: `${value} is not a count from ${least} to ${most}, such as 1000, 64Ki or 4Mi`,
    })
    return z.NEVER
  })
}
