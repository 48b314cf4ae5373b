import { explainConfig } from '../../config/explain.ts'
import { loadConfig } from '../../config/load.ts'
import { withoutSecrets } from '../../config/secrets.ts'
import type { OutputForm } from '../command-options.ts'

/** Prints the configuration in effect; what is wrong with it is thrown as ConfigError. */
export async function checkCommand(options: { config?: string; output: OutputForm }): Promise<number> {
  const loaded = await loadConfig(options.config)
  const { config, files } = loaded
  const object = { files, sources: Object.fromEntries(loaded.sources), config: withoutSecrets(config) }
  if (options.output === 'human') process.stdout.write(explainConfig(loaded))
  else process.stdout.write(`${JSON.stringify(object, null, options.output === 'json' ? 2 : 0)}\n`)
  return 0
}
