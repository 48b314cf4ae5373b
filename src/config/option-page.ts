import { listOptions, type Option } from './json-schema.ts'
import { CONFIG_PLACES } from './load.ts'

const HEAD = `# Configuration

One YAML file (JSON also). It is given with \`-c FILE\`, else looked for at ${CONFIG_PLACES.map((place) => `\`${place}\``).join(', then ')};
without a file the defaults below hold. Every option may be left out. \`breakwater check\` shows the configuration in
effect with the place that each value comes from, or lists every problem; it changes nothing.

- **Overlays.** \`conf.d/*.yaml\` beside the file is read after it, in the order of the names. Maps are merged; lists and
  single values are replaced. Files whose names begin with a dot are left out.
- **Environment.** Texts may hold \`\${NAME}\` or \`\${NAME:-default}\`; the default is also taken when the variable is empty.
  \`$\${NAME}\` stands for the text \`\${NAME}\`, which nginx's log_format knows too. What the environment gives is never
  shown in messages about faults.
- **Durations** are words: \`500ms\`, \`90s\`, \`10m\`, \`2h\`, \`1d\`, \`1w\`, \`1h30m\`.
- **Counts** may be written in binary thousands: \`64Ki\`, \`4Mi\`.
- **Addresses** are written without leading zeros; networks begin with their first address, such as \`192.0.2.0/24\`.
- **Unknown options** are errors. A file holds at most 1 MiB.

[breakwater.schema.json](breakwater.schema.json) is the same as JSON Schema, for editors;
[examples/breakwater.yaml](../../examples/breakwater.yaml) is a file with every default.
`

/** The reference page of all options. */
export function optionPage(): string {
  const options = listOptions()
  const sections = options.filter((option) => option.default === undefined)
  const top = options.filter((option) => option.default !== undefined && !option.path.includes('.'))
  const parts = sections.map(({ path, description }) =>
    part(
      `## ${path}\n\n${description}.`,
      options.filter((option) => option.path.startsWith(`${path}.`)),
    ),
  )
  return [HEAD, part('## Options at the top', top), ...parts].join('\n')
}

function part(heading: string, options: readonly Option[]): string {
  const rows = options.map((option) => `| \`${option.path}\` | \`${option.default}\` | ${option.description} |\n`)
  return `${heading}\n\n| option | default | meaning |\n|---|---|---|\n${rows.join('')}`
}
