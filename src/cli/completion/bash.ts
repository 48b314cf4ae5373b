import type { CompletedCommand, Values } from './command-tree.ts'

/** A script for bash 3.2 and newer, without the package bash-completion. */
export function bashCompletion(program: string, tree: CompletedCommand): string {
  const commands = flatten('', tree)
  const paths = commands.map(({ path }) => path).filter((path) => path !== '')
  return `# Completion of ${program} for bash; for this session: source <(${program} completion bash)
_${program}() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} at= word words= options= kind= IFS=$' \\t\\n'
  # --option=value comes as three words.
  if [ "$current" = = ]; then current=
  elif [ "$before" = = ]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${at:+$at }$word" in
      ${paths.map(quote).join('|')}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at:$before" in
${commands.flatMap(optionCases).join('\n')}
    *) case "$at" in
${commands.map(commandCase).join('\n')}
    esac ;;
  esac
  case "$current" in
    -*) words=$options kind= ;;
  esac
  IFS=$'\\n'
  COMPREPLY=($(compgen -W "\${words// /$IFS}" -- "$current"))
  case "$kind" in
    file) COMPREPLY+=($(compgen -f -- "$current")) ;;
    folder) COMPREPLY+=($(compgen -d -- "$current")) ;;
    *) return ;;
  esac
  compopt -o filenames 2>/dev/null
}
complete -F _${program} ${program}
`
}

interface Place {
  /** The words of the command, joined by blanks. */
  readonly path: string
  readonly command: CompletedCommand
}

/** A command and all below it. Without a command's name, its options are those of the default command. */
function flatten(path: string, command: CompletedCommand): Place[] {
  const inner = command.commands.flatMap((each) => flatten(path === '' ? each.name : `${path} ${each.name}`, each))
  const meant = command.commands.find(({ name }) => name === command.byDefault)
  const shown = meant === undefined ? command : { ...command, options: union(command, meant), values: meant.values }
  return [{ path, command: shown }, ...inner]
}

function union(command: CompletedCommand, meant: CompletedCommand): CompletedCommand['options'] {
  const known = new Set(command.options.flatMap(({ names }) => names))
  return [...command.options, ...meant.options.filter(({ names }) => !names.some((name) => known.has(name)))]
}

function optionCases({ path, command }: Place): string[] {
  return command.options.flatMap(({ names, values }) =>
    values.type === 'none'
      ? []
      : `    ${names.map((name) => quote(`${path}:${name}`)).join('|')}) ${assign(values, [])} ;;`,
  )
}

function commandCase({ path, command }: Place): string {
  const options = quote(command.options.flatMap(({ names }) => names).join(' '))
  const names = command.commands.map(({ name }) => name)
  return `      ${quote(path)}) options=${options} ${assign(command.values, names)} ;;`
}

function assign(values: Values, words: readonly string[]): string {
  const all = values.type === 'choice' ? [...values.choices, ...words] : words
  return `words=${quote(all.join(' '))} kind=${values.type}`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
