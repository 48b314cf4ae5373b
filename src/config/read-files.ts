import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ConfigError } from '../domain/errors.ts'
import { ConfigFile } from './config-file.ts'
import { defaultConfig } from './defaults.ts'
import { describeProblem } from './describe-problem.ts'
import type { LoadedConfig } from './load.ts'
import { isRecord, merge } from './merge.ts'
import { configSchema } from './schema.ts'

/** The sections, empty: a file may name one without an option in it. */
const SECTIONS: Record<string, unknown> = Object.fromEntries(
  Object.entries(defaultConfig).flatMap(([key, value]) => (isRecord(value) ? [[key, {}]] : [])),
)

/**
 * Reads a configuration file and the overlays in `conf.d/*.yaml` beside it. `text`: what the file is to hold, in the place of what it holds.
 * Throws ConfigError that lists every problem.
 */
export function readConfigFiles(file: string, environment: NodeJS.ProcessEnv, text?: string): LoadedConfig {
  const problems: string[] = []
  const overlaid = overlays(join(dirname(file), 'conf.d'), problems).map((name) => new ConfigFile(name, environment))
  const layers = [new ConfigFile(file, environment, text), ...overlaid]
  problems.push(...layers.flatMap((layer) => layer.problems))
  const result = configSchema.safeParse(layers.reduce((sum, { value }) => merge(sum, value), SECTIONS))
  if (!result.success) {
    const unset = new Set(problems.map(placeOf))
    problems.push(
      ...result.error.issues
        .flatMap((issue) => describeProblem(issue, layers))
        .filter((problem) => !unset.has(placeOf(problem))),
    )
  }
  if (problems.length > 0 || !result.success) {
    throw new ConfigError(
      problems.sort(inOrderOf(layers.map((layer) => layer.file))).join('\n'),
      'Correct it and run `breakwater check`; docs/reference/configuration.md lists all options.',
    )
  }
  return {
    config: result.data,
    files: layers.map((layer) => layer.file),
    sources: new Map(layers.flatMap((layer) => [...layer.sources()])),
  }
}

/** The overlays in the order of their names, which is the order in which later ones win. */
function overlays(folder: string, problems: string[]): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.yaml') && !name.startsWith('.'))
      .sort()
      .map((name) => join(folder, name))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ENOTDIR') problems.push(`${folder}: it cannot be read (${code})`)
    return []
  }
}

/** file:line:column: at the start of a problem. */
function placeOf(problem: string): string {
  return problem.slice(0, problem.indexOf(': ') + 1)
}

/** As a person reads: file by file, from top to bottom. */
function inOrderOf(files: readonly string[]) {
  const rank = (problem: string): number[] => {
    const place = placeOf(problem)
    const [, file = '', line, column] = /^(.*?)(?::(\d+):(\d+))?:$/.exec(place) ?? []
    return [files.indexOf(file), Number(line ?? 0), Number(column ?? 0)]
  }
  return (one: string, other: string): number => {
    const a = rank(one)
    const b = rank(other)
    return a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!
  }
}
