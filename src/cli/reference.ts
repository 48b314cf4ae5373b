import type { Command } from 'commander'
import { exampleFile } from '../config/example-file.ts'
import { configJsonSchema } from '../config/json-schema.ts'
import { optionPage } from '../config/option-page.ts'
import { metricsPage } from '../wire/metrics-page.ts'
import { errorsPage } from './errors-page.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { httpPage } from './http-page.ts'
import { manPage } from './man-page.ts'
import { program } from './program.ts'

/** The generated pages, by their path in the repository. */
export async function referencePages(): Promise<Readonly<Record<string, string>>> {
  return {
    'docs/reference/breakwater.schema.json': `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
    'docs/reference/configuration.md': optionPage(),
    'docs/reference/cli.md': commandPage(),
    'docs/reference/errors.md': errorsPage(),
    'docs/reference/http.md': await httpPage(),
    'docs/reference/metrics.md': metricsPage(),
    'docs/reference/breakwater.1': manPage(program()),
    'examples/breakwater.yaml': exampleFile(),
  }
}

const HEAD = `# Command line

\`breakwater <command>\`; without a command it is \`run\`. Data goes to standard output, messages and the program's own log to
standard error. People are told local time with its offset, machines UTC. Options of \`breakwater\` itself may stand before
or behind the command. Output into a pipe that is closed early, as by \`head\`, ends the program quietly with 0.

| exit code | meaning |
|---|---|
${EXIT_CODES.map(([code, meaning]) => `| ${code} | ${meaning} |`).join('\n')}
`

function commandPage(): string {
  const root = program()
  const commands = [root, ...root.commands.flatMap((command) => [command, ...command.commands])]
  return `${HEAD}\n${commands.map(helpPart).join('\n')}`
}

function helpPart(command: Command): string {
  const parts: string[] = []
  command.configureOutput({ writeOut: (part) => void parts.push(part), getOutHelpWidth: () => 110 }).outputHelp()
  return `## ${pathOf(command)}\n\n\`\`\`text\n${parts.join('').trim()}\n\`\`\`\n`
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
}
