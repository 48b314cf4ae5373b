import type { Output } from '../lib/output.ts'
import { attackParts, benignParts } from '../simulate/registry.ts'
import { USUAL_PARTS } from '../simulate/scenario.ts'

/** Tells the names of all parts that can be simulated, and what each is. */
export function listParts(out: Output, output: 'human' | 'json' | 'ndjson'): void {
  const parts = [
    ...benignParts.map(({ name, summary }) => ({ name, kind: 'benign', usual: isUsual(name), summary })),
    ...attackParts.map(({ name, summary }) => ({ name, kind: 'attack', usual: false, summary })),
  ]
  if (output === 'json') out.line(JSON.stringify(parts, null, 2))
  else if (output === 'ndjson') for (const part of parts) out.line(JSON.stringify(part))
  else {
    const width = Math.max(...parts.map(({ name }) => name.length)) + 2
    for (const kind of ['benign', 'attack']) {
      out.line(kind === 'benign' ? 'Visitors, for --with (* those of a run without --with):' : 'Attacks, for --attack:')
      for (const { name, usual, summary } of parts.filter((part) => part.kind === kind))
        out.line(`${usual ? '*' : ' '} ${name.padEnd(width)}${summary}`)
    }
  }
  out.flush()
}

function isUsual(name: string): boolean {
  return USUAL_PARTS.some((usual) => usual === name)
}
