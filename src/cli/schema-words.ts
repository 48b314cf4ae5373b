/** JSON Schema as it stands in the API's description. */
export interface SchemaNode {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly SchemaNode[]
  readonly items?: SchemaNode
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly required?: readonly string[]
  readonly description?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
}

/** Words of an enumeration that are listed; of longer ones only how many there are. */
const MOST_WORDS = 8

/** What a value is, in a few words; objects that have a name of their own are linked. */
export function typeWords(schema: SchemaNode): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1)!
    return `[${name}](#${name.toLowerCase()})`
  }
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeWords).join(' or ')
  if (schema.enum !== undefined) {
    const words = schema.enum.map((word) => `\`${word}\``)
    return words.length > MOST_WORDS
      ? `one of ${words.length} words such as ${words.slice(0, 3).join(', ')}`
      : words.join(', ')
  }
  const types = [schema.type ?? 'anything'].flat()
  return types.map((type) => plainType(type, schema)).join(' or ')
}

function plainType(type: string, schema: SchemaNode): string {
  if (type === 'array') return `list of ${schema.items === undefined ? 'anything' : typeWords(schema.items)}`
  if (type === 'object' && schema.properties !== undefined)
    return `object: ${Object.keys(schema.properties)
      .map((name) => `\`${name}\``)
      .join(', ')}`
  return type === 'string' ? 'text' : type
}

/** Rows of a table, one for each member: name, what it is, what it means. */
export function memberRows(schema: SchemaNode): string[] {
  return Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const isOptional = schema.required?.includes(name) !== true
    return `| \`${name}\` | ${typeWords(member)}${isOptional ? ', may be left out' : ''} | ${meaning(member)} |`
  })
}

function meaning({ description = '', minimum, maximum, maxLength }: SchemaNode): string {
  const bounds = minimum !== undefined && maximum !== undefined ? `${minimum} to ${maximum}` : ''
  const length = maxLength === undefined ? '' : `at most ${maxLength} characters`
  return [description, bounds, length]
    .filter((part) => part !== '')
    .join('; ')
    .replaceAll('|', '\\|')
}
