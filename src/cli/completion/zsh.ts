import type { CompletedCommand, CompletedOption, Values } from './command-tree.ts'

/** A script for zsh: to be sourced, or to be put as `_breakwater` into a folder of fpath. */
export function zshCompletion(program: string, tree: CompletedCommand): string {
  return `#compdef ${program}
# Completion of ${program} for zsh; for this session: source <(${program} completion zsh)
${functions(`_${program}`, tree).join('\n')}
if [ "$funcstack[1]" = _${program} ]; then _${program} "$@"; else compdef _${program} ${program}; fi
`
}

/** One function a command. */
function functions(name: string, command: CompletedCommand): string[] {
  const options = command.options.flatMap(specs)
  if (command.commands.length === 0) {
    const all = [...options, ...(command.values.type === 'none' ? [] : [quote(`*:${action(command.values)}`)])]
    return [`${name}() {\n  _arguments -s \\\n    ${all.join(' \\\n    ')}\n}`]
  }
  const meant = command.commands.find((each) => each.name === command.byDefault)
  const described = command.commands.map((each) => quote(`${each.name}:${each.description.replaceAll(':', '\\:')}`))
  const cases = command.commands.map((each) => `    ${each.name}) ${name}_${idOf(each.name)} ;;`)
  const other = meant === undefined ? [] : [`    *) ${name}_${idOf(meant.name)} ;;`]
  const own = `${name}() {
  local context state state_descr line curcontext="$curcontext"
  typeset -A opt_args
  _arguments -C -s \\
    ${[...options, "'1: :->command'", "'*:: :->arguments'"].join(' \\\n    ')}
  if [ "$state" = command ]; then
    local -a commands
    commands=(
      ${described.join('\n      ')}
    )
    _describe command commands${meant?.values.type === 'file' ? '\n    _files' : ''}
  elif [ "$state" = arguments ]; then
    case "$line[1]" in
    ${[...cases, ...other].map((each) => each.trim()).join('\n    ')}
    esac
  fi
}`
  return [own, ...command.commands.flatMap((each) => functions(`${name}_${idOf(each.name)}`, each))]
}

function specs({ names, description, values, repeats }: CompletedOption): string[] {
  const told = `[${description.replace(/[[\]\\]/g, '\\$&')}]`
  const value = values.type === 'none' ? '' : `:${action(values)}`
  // Both names of an option exclude each other.
  const others = repeats ? '*' : names.length > 1 ? `(${names.join(' ')})` : ''
  return names.map((name) => {
    const suffix = values.type === 'none' ? '' : name.startsWith('--') ? '=' : '+'
    return quote(`${others}${name}${suffix}${told}${value}`)
  })
}

function action(values: Values): string {
  if (values.type === 'choice') return `value:(${values.choices.join(' ')})`
  return { none: '', text: 'text: ', file: 'file:_files', folder: 'folder:_files -/' }[values.type]
}

function idOf(name: string): string {
  return name.replace(/\W/g, '_')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
