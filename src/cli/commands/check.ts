import { explainConfig } from '../../config/explain.ts'
import { loadConfig } from '../../config/load.ts'
import { createParser } from '../../edge/parse/registry.ts'

/** Prints the configuration in effect; what is wrong with it is thrown as ConfigError or FormatError. */
export async function checkCommand(options: { config?: string; output: 'human' | 'json' }): Promise<number> {
  const { config, files } = await loadConfig(options.config)
  const formats = [
    config.format,
    ...config.logs.flatMap((log) => (typeof log === 'string' ? [] : [log.format ?? 'auto'])),
  ]
  for (const format of formats) createParser(format)
  if (options.output === 'json') process.stdout.write(`${JSON.stringify({ files, config }, null, 2)}\n`)
  else process.stdout.write(explainConfig(config, files))
  return 0
}
