import { stringify } from 'yaml'
import { formatDuration } from '../lib/duration.ts'
import type { Config } from './schema.ts'

/** The configuration in effect as YAML that could be its file, with a line that says where it comes from. */
export function explainConfig(config: Config, files: readonly string[]): string {
  const source = files.length === 0 ? 'no configuration file: defaults' : files.join(', later ones win: ')
  const written = {
    ...config,
    bans: {
      ...config.bans,
      ladder: config.bans.ladder.map((length) => (length === null ? 'permanent' : formatDuration(length))),
      decay: config.bans.decay === null ? 'off' : formatDuration(config.bans.decay),
    },
    incidents: { resolve_after: formatDuration(config.incidents.resolve_after) },
    lateness: formatDuration(config.lateness),
  }
  return `# The configuration is valid.\n# From: ${source}\n${stringify(written)}`
}
