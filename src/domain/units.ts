declare const unit: unique symbol

/** A number that carries its unit in the type; it costs nothing at run time. */
export type Unit<Name extends string> = number & { readonly [unit]?: Name }

export type Milliseconds = Unit<'milliseconds'>
export type Seconds = Unit<'seconds'>
/** Whole seconds since 1970-01-01T00:00:00Z; may lie outside 32 bits. */
export type EpochSeconds = Unit<'epoch seconds'>
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMilliseconds = Unit<'epoch milliseconds'>
export type Bytes = Unit<'bytes'>

export const SECOND: Milliseconds = 1_000
export const MINUTE: Milliseconds = 60_000
export const HOUR: Milliseconds = 3_600_000
export const DAY: Milliseconds = 86_400_000
