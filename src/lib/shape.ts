/** Says what is wrong with a value that was read from outside, as `place: what`; null when nothing is. */
export type Shape = (value: unknown, at: string) => string | null

export const aNumber: Shape = (value, at) => (Number.isFinite(value) ? null : `${at}: no number`)
export const aBoolean: Shape = (value, at) => (typeof value === 'boolean' ? null : `${at}: neither true nor false`)
export const aText: Shape = (value, at) => (typeof value === 'string' ? null : `${at}: no text`)

/** A number from `least` to `most`. */
export function aNumberIn(least: number, most: number): Shape {
  return (value, at) => (Number(value) >= least && Number(value) <= most ? aNumber(value, at) : `${at}: out of range`)
}

export function exactly(wanted: unknown): Shape {
  return (value, at) => (value === wanted ? null : `${at}: not ${String(wanted)}`)
}

export function orNull(shape: Shape): Shape {
  return (value, at) => (value === null ? null : shape(value, at))
}

/** A field that may be left out. */
export function maybe(shape: Shape): Shape {
  return (value, at) => (value === undefined ? null : shape(value, at))
}

/** So many members, or any number up to `most`. */
export function listOf(shape: Shape, { length, most }: { length?: number; most?: number } = {}): Shape {
  return (value, at) => {
    if (!Array.isArray(value)) return `${at}: no list`
    if (length !== undefined && value.length !== length) return `${at}: ${value.length} members, not ${length}`
    if (most !== undefined && value.length > most) return `${at}: more than ${most} members`
    return firstFault(value.map((member, index) => [`${at}[${index}]`, shape, member]))
  }
}

/** A list with a shape for each of its members. */
export function tupleOf(...shapes: readonly Shape[]): Shape {
  return (value, at) => {
    if (!Array.isArray(value) || value.length !== shapes.length) return `${at}: no list of ${shapes.length}`
    return firstFault(shapes.map((shape, index) => [`${at}[${index}]`, shape, value[index]]))
  }
}

/** An object with these fields; others are let be. */
export function fieldsOf(fields: Readonly<Record<string, Shape>>): Shape {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at}: no object`
    const own = value as Record<string, unknown>
    return firstFault(
      Object.entries(fields).map(([name, shape]) => [
        `${at}.${name}`,
        shape,
        Object.hasOwn(own, name) ? own[name] : undefined,
      ]),
    )
  }
}

/** An object that is a map: any names, one shape. */
export function mapOf(shape: Shape, most = 10_000): Shape {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at}: no object`
    const entries = Object.entries(value)
    if (entries.length > most) return `${at}: more than ${most} names`
    return firstFault(entries.map(([name, member]) => [`${at}.${name}`, shape, member]))
  }
}

function firstFault(checks: readonly (readonly [at: string, shape: Shape, value: unknown])[]): string | null {
  for (const [at, shape, value] of checks) {
    const fault = shape(value, at)
    if (fault !== null) return fault
  }
  return null
}
