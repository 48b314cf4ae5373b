import { z } from 'zod'
import { configSchema } from './schema.ts'

/** The part of JSON Schema that the configuration uses. */
export interface OptionSchema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly string[]
  readonly properties?: Readonly<Record<string, OptionSchema>>
}

/** JSON Schema of what a configuration file may hold, for editors. A section without an option in it may be null. */
export function configJsonSchema(): OptionSchema {
  const schema = z.toJSONSchema(configSchema, {
    io: 'input',
    override: ({ jsonSchema, path }) => {
      if (path.length === 2 && jsonSchema.type === 'object') Object.assign(jsonSchema, { type: ['object', 'null'] })
    },
  })
  const { $schema, ...rest } = schema
  return { $schema, title: 'Breakwater configuration', ...rest } as OptionSchema
}

/** An option by its path with dots; options of a section follow it. */
export interface Option {
  readonly path: string
  readonly name: string
  readonly description: string
  /** The default as YAML on one line; undefined for a section. */
  readonly default: string | undefined
}

/** All options in the order of the schema. */
export function listOptions(schema: OptionSchema = configJsonSchema(), above = ''): Option[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, option]) => {
    const path = `${above}${name}`
    const isSection = option.properties !== undefined
    const entry: Option = {
      path,
      name,
      description: option.description ?? '',
      default: isSection ? undefined : inlineYaml(option.default),
    }
    return [entry, ...(isSection ? listOptions(option, `${path}.`) : [])]
  })
}

/** Lists and words as YAML reads them; the defaults hold no text that needs quotes. */
function inlineYaml(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(inlineYaml).join(', ')}]` : String(value)
}
