import { z } from 'zod'
import { BreakwaterError } from '../domain/errors.ts'
import { createParser } from '../edge/parse/registry.ts'
import { isSyslog, parseSyslogAddress } from '../edge/source/syslog-address.ts'
import { formatDuration, parseDuration } from '../lib/duration.ts'
import { checkNetwork } from './network.ts'

/** For editors: the text may come from the environment. */
const VARIABLE = '\\$\\{.+\\}'
const DURATION = `${VARIABLE}|^(\\d+(\\.\\d+)?(ms|[smhdw]))+$`

/** A length of time in words, such as 90s or 2h; milliseconds in the program. Bounds and `step` in milliseconds. */
export function duration(least: number, most: number, step = 1) {
  return z.codec(
    z.string({ error: 'write a duration such as 90s, 10m, 2h or 1d' }).meta({ pattern: DURATION }),
    z.number(),
    {
      decode: (text, context) => attempt(context, () => boundedDuration(text, least, most, step)),
      encode: formatDuration,
    },
  )
}

/** Such a length, or the word that stands for null. */
export function durationOr(word: string, least: number, most: number) {
  const text = z.string({ error: `write a duration such as 90s, 10m, 2h or 1d, or ${word}` })
  return z.codec(text.meta({ pattern: `${DURATION}|^${word}$` }), z.number().nullable(), {
    decode: (text, context) => (text === word ? null : attempt(context, () => boundedDuration(text, least, most, 1))),
    encode: (value) => (value === null ? word : formatDuration(value)),
  })
}

/** An address or a network as text, or the @NAME of known ones; host bits must be zero. `narrow` refuses the whole internet. */
export function cidr(narrow: boolean) {
  const error = 'write an address, a network such as 192.0.2.0/24, or a name such as @cloudflare'
  return z.string({ error }).superRefine((text, context) => {
    if (text.startsWith('@')) return
    attempt(context, () => {
      if (checkNetwork(text).isEverybody && narrow)
        throw new Error(`"${text}" would trust everybody; name the networks of the proxies themselves`)
    })
  })
}

/** A whole number, also as text and in binary thousands: 1000, "1000", 64Ki, 4Mi. */
export function count(least: number, most: number) {
  const wanted = `write a whole number from ${least} to ${most}, such as ${Math.max(least, 1_000)} or 64Ki`
  const number = z.number().meta({ type: 'integer', minimum: least, maximum: most })
  const text = z.string().meta({ pattern: `${VARIABLE}|^\\d+(Ki|Mi)?$` })
  return z.codec(z.union([number, text], { error: wanted }), z.number(), {
    decode: (value, context) =>
      attempt(context, () => {
        const [, digits, unit] = /^(\d+)(Ki|Mi)?$/.exec(String(value)) ?? []
        const number =
          digits === undefined ? Number.NaN : Number(digits) * (unit === 'Mi' ? 1 << 20 : unit === 'Ki' ? 1_024 : 1)
        if (number >= least && number <= most) return number
        throw new Error(`${value}: ${wanted}`)
      }),
    encode: (value) => (value >= 1 << 20 && value % (1 << 20) === 0 ? `${value >> 20}Mi` : value),
  })
}

/** A share from 0 to 1, or `off`, which is null in the program. */
export function shareOrOff() {
  const error = 'write a share from 0 to 1, such as 0.05, or off'
  return z.codec(z.union([number(0, 1), z.literal('off')], { error }), z.number().nullable(), {
    decode: (value) => (value === 'off' ? null : value),
    encode: (share) => share ?? 'off',
  })
}

/** A number, whole or not. */
export function number(least: number, most: number) {
  const error = `write a number from ${least} to ${most}`
  return z.number({ error }).min(least, { error }).max(most, { error })
}

/** `auto`, the name of a log format, or the text of an nginx log_format. */
export function logFormat() {
  return z
    .string()
    .min(1)
    .superRefine((text, context) => {
      attempt(context, () => createParser(text))
    })
}

/** Path or glob of a log, `-`, or `syslog:ADDRESS:PORT`. */
export function logPath(error: string) {
  return z
    .string({ error })
    .min(1)
    .superRefine((text, context) => {
      attempt(context, () => isSyslog(text) && parseSyslogAddress(text))
    })
}

function boundedDuration(text: string, least: number, most: number, step: number): number {
  const value = parseDuration(text)
  if (value < least || value > most)
    throw new Error(`"${text}" is out of range; write ${formatDuration(least)} to ${formatDuration(most)}`)
  if (value % step !== 0) throw new Error(`"${text}" must be a multiple of ${formatDuration(step)}`)
  return value
}

/** What `work` throws becomes a problem of the field. */
function attempt<T>(context: z.core.ParsePayload, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const { message } = error as Error
    const hint = error instanceof BreakwaterError ? `. ${error.hint}` : ''
    context.issues.push({
      code: 'custom',
      input: context.value,
      message: message + hint,
    })
    return z.NEVER
  }
}
