import { z } from 'zod'
import { ConfigError } from '../domain/errors.ts'
import { defaultConfig } from './defaults.ts'
import { type ConfigLayer, describeProblem } from './describe-problem.ts'
import { isRecord, merge } from './merge.ts'
import { type Config, configSchema } from './schema.ts'

/**
 * The configuration with some options changed, which are written as a file would hold them. Those that are not `changeable`, by
 * their first name, are refused. Throws ConfigError that lists every problem.
 */
export function overlayConfig(
  config: Config,
  options: Readonly<Record<string, unknown>>,
  changeable: readonly (keyof Config)[],
): Config {
  const isChangeable = (name: string) => (changeable as readonly string[]).includes(name)
  const problems = Object.keys(options)
    .filter((name) => Object.hasOwn(defaultConfig, name) && !isChangeable(name))
    .map((name) => `${name} cannot be changed here; what can is ${changeable.join(', ')}`)
  const result = configSchema.safeParse(merge(z.encode(configSchema, config), options))
  if (!result.success)
    problems.push(...result.error.issues.flatMap((issue) => describeProblem(issue, [layerOf(options)])))
  if (problems.length > 0 || !result.success)
    throw new ConfigError(problems.join('\n'), 'Correct it; docs/reference/configuration.md lists all options.')
  const changed = Object.entries(result.data).filter(([name]) => Object.hasOwn(options, name))
  return { ...config, ...Object.fromEntries(changed) }
}

function layerOf(options: Readonly<Record<string, unknown>>): ConfigLayer {
  const written = (path: readonly PropertyKey[]): unknown =>
    path.reduce(
      (value: unknown, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[String(key)] : undefined),
      options,
    )
  return {
    file: 'options',
    written,
    locate: (path) => (written(path) === undefined ? undefined : 'options:'),
  }
}
