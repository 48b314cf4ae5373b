import { replay } from '../../app/replay.ts'
import { loadConfig } from '../../config/load.ts'
import type { ReplayFlags } from '../command-options.ts'
import { StandardOutput } from '../output.ts'
import { TerminalProgress } from '../progress.ts'

export async function replayCommand(files: string[], flags: ReplayFlags): Promise<number> {
  const { config: configured } = await loadConfig(flags.config)
  const config = flags.profile === undefined ? configured : { ...configured, profile: flags.profile }
  const options = {
    files,
    output: flags.output,
    seed: flags.seed,
    ...(flags.format !== undefined && { format: flags.format }),
    ...(flags.truth !== undefined && { truthFile: flags.truth }),
    ...(flags.maxFalseBans !== undefined && { maxFalseBans: flags.maxFalseBans }),
    out: new StandardOutput(),
    progress: new TerminalProgress(process.stderr.isTTY === true && flags.quiet !== true),
  }
  if (flags.compare !== undefined) {
    const { compare } = await import('../../app/compare.ts')
    const other = { name: flags.compare, config: { ...config, profile: flags.compare } }
    return compare({ ...options, configs: [{ name: config.profile, config }, other] })
  }
  return replay({
    ...options,
    config,
    ...(flags.counts !== undefined && { countsFile: flags.counts }),
    ...(flags.explain !== undefined && { explain: flags.explain }),
  })
}
