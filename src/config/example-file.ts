import { listOptions } from './json-schema.ts'

const HEAD = `# Breakwater's configuration. Every option may be left out: what is commented out here is the default.
# Take the # away to change one. \`breakwater check -c FILE\` says what is in effect and where it comes from.
#
# Put it at /etc/breakwater/breakwater.yaml. Files in conf.d/*.yaml beside it are read after it in the order of their
# names: maps are merged, anything else is replaced. Texts may hold \${NAME} or \${NAME:-default} from the environment;
# $\${NAME} stands for the text \${NAME} itself. Durations are words such as 500ms, 90s, 10m, 2h, 1d or 1w.
`

/** A configuration file with every option, each commented out at its default. */
export function exampleFile(): string {
  const parts = listOptions().map(({ path, name, description, default: value }) => {
    const indent = path.includes('.') ? '  ' : ''
    const comment = wrap(description, 116 - indent.length).map((line) => `${indent}# ${line}\n`)
    const gap = indent === '' ? '\n' : ''
    return `${gap}${comment.join('')}${indent}${value === undefined ? `${name}:` : `#${name}: ${value}`}\n`
  })
  return HEAD + parts.join('')
}

/** Lines of at most `width` characters, cut between words. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
