// JSON Schema in short. All properties of an object are required unless they are named as optional; others are refused.

export type Schema = Readonly<Record<string, unknown>>

export function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', additionalProperties: false, required, properties }
}

export function orNull(schema: Schema): Schema {
  return { ...schema, type: [schema.type, 'null'] }
}

export function list(items: Schema): Schema {
  return { type: 'array', items }
}

export function ref(id: string): Schema {
  return { $ref: `${id}#` }
}

export function orNothing(id: string): Schema {
  return { anyOf: [ref(id), { type: 'null' }] }
}

export const text = (description = ''): Schema => ({ type: 'string', ...(description !== '' && { description }) })
export const number = (description = ''): Schema => ({ type: 'number', ...(description !== '' && { description }) })
export const yesNo = (description = ''): Schema => ({ type: 'boolean', ...(description !== '' && { description }) })
export const time = (description = 'ISO 8601, UTC'): Schema => ({ type: 'string', description })
export const oneOf = (words: readonly string[]): Schema => ({ type: 'string', enum: words })

/** Text that a person typed: one line, without control characters. */
export function line(longest: number, description: string, least = 1): Schema {
  return {
    type: 'string',
    minLength: least,
    maxLength: longest,
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$',
    description,
  }
}

/** In a query all is text. */
export const queryNumber = (description: string): Schema => ({
  type: 'string',
  pattern: '^(0|[1-9][0-9]{0,6})$',
  description,
})
export const querySwitch: Schema = { type: 'string', enum: ['true', 'false'] }
export const network = (description: string): Schema => ({ type: 'string', minLength: 2, maxLength: 64, description })
