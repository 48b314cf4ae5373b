import type { Command } from 'commander'
import { EXIT_CODES } from './exit-codes.ts'

const FILES: readonly (readonly [path: string, meaning: string])[] = [
  ['/etc/breakwater/breakwater.yaml', 'the configuration; else breakwater.yaml of the current folder'],
  ['/var/lib/breakwater', "the state folder when it is writable; else one below the user's"],
  [
    '/etc/nginx/nginx.conf, /etc/apache2/apache2.conf, /etc/httpd/conf/httpd.conf',
    'read to find the access logs when none is named',
  ],
]

/** The manual page of a program in section 1, with the macros of man(7), from what --help is made of. */
export function manPage(root: Command): string {
  const name = root.name()
  const commands = root.createHelp().visibleCommands(root).flatMap(withInner)
  const lines = [
    `.TH ${name.toUpperCase()} 1 "" "${name}" "User Commands"`,
    '.SH NAME',
    `${name} \\- ${roffText(firstSentence(root.description()))}`,
    '.SH SYNOPSIS',
    ...commands.flatMap((command) => ['.PP', `.B ${name} ${nameOf(command)}`, roffText(command.usage())]),
    '.SH DESCRIPTION',
    roffText(root.description()),
    '.PP',
    `Without a command it is ${roffText(`${name} run`)}. Data goes to standard output, messages to standard error.`,
    '.SH OPTIONS',
    ...optionLines(root),
    '.SH COMMANDS',
    ...commands.flatMap((command) => commandLines(command)),
    '.SH EXIT STATUS',
    ...EXIT_CODES.flatMap(([code, meaning]) => tagged(String(code), meaning)),
    '.SH FILES',
    ...FILES.flatMap(([path, meaning]) => tagged(path, meaning)),
    '.SH EXAMPLES',
    ...commands.flatMap((command) => examplesOf(command)).flatMap((line) => ['.PP', '.nf', roffText(line), '.fi']),
  ]
  return `${lines.join('\n')}\n`
}

/** A command, and those below it but for help. */
function withInner(command: Command): Command[] {
  return [command, ...command.commands]
}

/** `bans list`: its words without the name of the program. */
function nameOf(command: Command): string {
  const { parent } = command
  return parent === null || parent.parent === null ? command.name() : `${parent.name()} ${command.name()}`
}

function commandLines(command: Command): string[] {
  const help = command.createHelp()
  const args = help.visibleArguments(command)
  return [
    '.SS',
    roffText(`${nameOf(command)} ${command.usage()}`.trim()),
    roffText(command.description()),
    ...args.flatMap((argument) => tagged(help.argumentTerm(argument), help.argumentDescription(argument))),
    ...optionLines(command),
  ]
}

function optionLines(command: Command): string[] {
  const help = command.createHelp()
  return help
    .visibleOptions(command)
    .flatMap((option) => tagged(help.optionTerm(option), help.optionDescription(option)))
}

function tagged(term: string, text: string): string[] {
  return ['.TP', `.B ${roffText(term)}`, roffText(text)]
}

/** The lines behind `Examples:` in what --help prints. */
function examplesOf(command: Command): string[] {
  const parts: string[] = []
  command.configureOutput({ writeOut: (part) => void parts.push(part) }).outputHelp()
  const [, examples = ''] = parts.join('').split('\nExamples:\n')
  return examples.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
}

function firstSentence(text: string): string {
  return text.split(/\.\s/)[0]!.replace(/\.$/, '')
}

/** No command, escape or hyphenation of roff remains. */
function roffText(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^[.']/gm, '\\&$&')
}
