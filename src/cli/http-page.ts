import { type ApiDescription, describeApi, type RouteDescription } from '../server/api-description.ts'
import { memberRows, type SchemaNode, typeWords } from './schema-words.ts'

const HEAD = `# HTTP

What the dashboard's address and the control socket answer. The same is served as OpenAPI 3.1 at \`/api/v1/openapi.json\`. Times are ISO 8601 in UTC, units
stand in the names, bodies are JSON of at most 64 KiB, flat, and unknown members are refused. Texts may come from a log: escape them where you show them.

| who | means |
|---|---|
| everybody | no login |
| public | everybody with \`server.public\`; else as viewer |
| viewer | whoever has signed in or sends \`Authorization: Bearer TOKEN\`; without a password and token, whoever reaches the address |
| operator | the same, and nobody without a password, a token or a link of \`breakwater dashboard\`; sessions also send \`x-breakwater-token\` |

On the control socket everybody is an operator. What goes wrong is answered with 4xx or 5xx and a [Problem](#problem); its codes: [errors.md](errors.md).
`

const WHO: Readonly<Record<RouteDescription['role'], string>> = {
  nobody: 'everybody',
  public: 'public',
  viewer: 'viewer',
  operator: 'operator',
}
const WHERE: Readonly<Record<RouteDescription['listens'], string>> = {
  everywhere: '',
  socket: ', on the control socket only',
  network: ', not on the control socket',
}

interface Operation {
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly {
    readonly in: string
    readonly name: string
    readonly required?: boolean
    readonly schema: SchemaNode
    readonly description?: string
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: SchemaNode }>> }
  readonly responses?: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: SchemaNode }>> }>
  >
}

/** The page of all routes; that of another version of the program differs only where the routes do. */
export async function httpPage(): Promise<string> {
  const { routes, schemas }: ApiDescription = await describeApi('0')
  const sorted = [...routes].sort((one, other) => one.path.localeCompare(other.path, 'en'))
  const list = sorted.map(
    ({ method, path, role, listens, operation }) =>
      `| \`${method} ${path}\` | ${WHO[role]}${WHERE[listens]} | ${(operation as Operation).summary ?? ''} |\n`,
  )
  const types = Object.entries(schemas)
    .sort(([one], [other]) => one.localeCompare(other, 'en'))
    .map(([name, schema]) => `### ${name}\n\n${table(memberRows(schema as SchemaNode))}`)
  return [
    HEAD,
    `## All routes\n\n| route | who | what |\n|---|---|---|\n${list.join('')}`,
    ...sorted.map(routePart),
    `## Objects\n`,
    ...types,
  ].join('\n')
}

function routePart({ method, path, role, listens, operation: given }: RouteDescription): string {
  const operation = given as Operation
  const parts = [`## ${method} ${path}\n`, sentence(operation.summary)]
  if (operation.description !== undefined) parts.push(sentence(operation.description))
  parts.push(`Who: ${WHO[role]}${WHERE[listens]}.\n`)
  const { parameters = [], requestBody, responses = {} } = operation
  if (parameters.length > 0) {
    const rows = parameters.flatMap(({ name, in: place, required, schema, description }) =>
      memberRows({
        properties: { [name]: description === undefined ? schema : { ...schema, description } },
        required: required === true ? [name] : [],
      }).map((row) => row.replace(' |', ` (${place}) |`)),
    )
    parts.push(table(rows, 'parameter'))
  }
  for (const [type, { schema = {} }] of Object.entries(requestBody?.content ?? {})) {
    const rows = memberRows(schema)
    parts.push(rows.length > 0 ? table(rows, 'body') : `Body: ${type}.\n`)
  }
  for (const [status, { content = {} }] of Object.entries(responses)) {
    if (/^[45]/i.test(status)) continue
    const [schema] = Object.values(content).map((each) => each.schema ?? {})
    if (schema !== undefined) parts.push(`${status}: ${typeWords(schema)}.\n`)
  }
  return parts.join('\n')
}

function sentence(text = ''): string {
  return `${text.replace(/\.$/, '')}.\n`
}

function table(rows: readonly string[], first = 'member'): string {
  return `| ${first} | type | meaning |\n|---|---|---|\n${rows.join('\n')}\n`
}
