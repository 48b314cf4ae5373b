import type { Argument, Command, Option } from 'commander'

/** What may stand in a place. */
export type Values =
  | { readonly type: 'none' | 'text' | 'file' | 'folder' }
  | { readonly type: 'choice'; readonly choices: readonly string[] }

export interface CompletedOption {
  /** `-c`, `--config`. */
  readonly names: readonly string[]
  readonly description: string
  /** `none`: a switch. */
  readonly values: Values
  readonly repeats: boolean
}

export interface CompletedCommand {
  readonly name: string
  readonly description: string
  /** With those that every command takes. */
  readonly options: readonly CompletedOption[]
  /** What its arguments are. */
  readonly values: Values
  readonly commands: readonly CompletedCommand[]
  /** Which of its commands is meant when none is named. */
  readonly byDefault: string | null
}

/** What a shell has to know of the command line. */
export function commandTree(command: Command): CompletedCommand {
  const help = command.createHelp()
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)]
  const [first] = command.registeredArguments
  const [described = ''] = command.description().split('\n')
  return {
    name: command.name(),
    description: described,
    options: options.map(completedOption),
    values: first === undefined ? { type: 'none' } : valuesOf(first.name(), first),
    commands: help.visibleCommands(command).map(commandTree),
    // commander keeps it to itself.
    byDefault: (command as unknown as { _defaultCommandName: string | null })._defaultCommandName,
  }
}

function completedOption(option: Option): CompletedOption {
  const name = /[<[]([\w-]+)/.exec(option.flags)?.[1]
  return {
    names: [option.short, option.long].filter((each) => each !== undefined && each !== null),
    description: option.description,
    values: name === undefined ? { type: 'none' } : valuesOf(name, option),
    repeats: option.variadic,
  }
}

/** By the choices, else by the word between the brackets of `<file>`. */
function valuesOf(name: string, { argChoices }: Option | Argument): Values {
  if (argChoices !== undefined) return { type: 'choice', choices: argChoices }
  if (name === 'file' || name === 'log') return { type: 'file' }
  return { type: name === 'dir' ? 'folder' : 'text' }
}
