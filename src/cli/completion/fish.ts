import type { CompletedCommand, CompletedOption, Values } from './command-tree.ts'

/** A script for fish 3 and newer. */
export function fishCompletion(program: string, tree: CompletedCommand): string {
  const lines = commandLines(program, tree, [])
  return `# Completion of ${program} for fish; for this session: ${program} completion fish | source\n${lines.join('\n')}\n`
}

/** `path`: the commands that stand before it. */
function commandLines(program: string, command: CompletedCommand, path: readonly string[]): string[] {
  const names = command.commands.map(({ name }) => name)
  const seen = path.map((name) => `__fish_seen_subcommand_from ${name}`)
  const none = names.length === 0 ? [] : [`not __fish_seen_subcommand_from ${names.join(' ')}`]
  const here = [...seen, ...none]
  const begin = (condition: readonly string[]) =>
    `complete -c ${program}${condition.length === 0 ? '' : ` -n ${quote(condition.join('; and '))}`}`
  const meant = command.commands.find(({ name }) => name === command.byDefault)
  const values = meant === undefined ? command.values : meant.values
  // The options of the default command are those of its name as well.
  const options = meant === undefined ? command.options : [...command.options, ...meant.options]
  return [
    `${begin(here)} ${argument(values)}`,
    ...command.commands.map(({ name, description }) => `${begin(here)} -a ${name} -d ${quote(description)}`),
    ...unique(options).map((option) => `${begin(here)} ${optionWords(option)}`),
    ...command.commands.flatMap((each) => commandLines(program, each, [...path, each.name])),
  ]
}

function unique(options: readonly CompletedOption[]): CompletedOption[] {
  return [...new Map(options.map((option) => [option.names.join(), option])).values()]
}

function optionWords({ names, description, values }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
  const value = values.type === 'none' ? [] : ['-r', argument(values)]
  return [...flags, ...value, `-d ${quote(description)}`].join(' ')
}

function argument(values: Values): string {
  if (values.type === 'choice') return `-f -a ${quote(values.choices.join(' '))}`
  if (values.type === 'folder') return "-f -a '(__fish_complete_directories)'"
  return values.type === 'file' ? '-F' : '-f'
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
