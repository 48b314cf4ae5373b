import { UsageError } from '../domain/errors.ts'
import { nearMiss } from '../lib/near-miss.ts'
import type { Part } from './part.ts'
import { attackParts, benignParts } from './registry.ts'

/** The parts of these names, each once, in the order of the registry. Throws UsageError for a name that there is not. */
export function chooseParts(kind: 'benign' | 'attack', names: readonly string[]): readonly Part[] {
  const [parts, others] = kind === 'benign' ? [benignParts, attackParts] : [attackParts, benignParts]
  for (const name of names) if (!has(parts, name)) refuse(kind, name, parts, others)
  return parts.filter(({ name }) => names.includes(name))
}

function refuse(kind: string, name: string, parts: readonly Part[], others: readonly Part[]): never {
  const known = parts.map((part) => part.name)
  const meant = nearMiss(name, known)
  throw new UsageError(
    `there is no ${kind} part "${name}"${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    has(others, name)
      ? `${name} is ${kind === 'benign' ? 'an attack: name it with --attack' : 'no attack: name it with --with'}.`
      : `There are ${known.join(', ')}; see breakwater simulate --list.`,
  )
}

function has(parts: readonly Part[], name: string): boolean {
  return parts.some((part) => part.name === name)
}
