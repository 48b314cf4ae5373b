import type { Config } from '../config/schema.ts'
import type { LogSink } from '../domain/ports.ts'
import type { Seconds } from '../domain/units.ts'
import type { FoundFormat, ParserOptions } from '../edge/parse/line-format.ts'
import { trustedNetworks, trustedProxies } from './trusted-proxies.ts'

/** Seconds that lines come late when they tell only when their request began: most requests are over by then. */
const START_ONLY: Seconds = 10

/** Seconds that lines of a format come late by their nature. */
export function latenessOf({ time }: FoundFormat): Seconds {
  return time === 'bare-start' ? START_ONLY : 0
}

/** How lines that an engine learns from are read: whom the operator trusts, and how late a format's lines come. */
export function parsingFor(config: Config, engine: LogSink): ParserOptions {
  return {
    trusted: trustedProxies(trustedNetworks(config)),
    onFormat: (found) => engine.expectLate(latenessOf(found)),
  }
}
