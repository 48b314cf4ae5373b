import { replay } from '../../app/replay.ts'
import { loadConfig } from '../../config/load.ts'
import type { ReplayFlags } from '../command-options.ts'
import { StandardOutput } from '../output.ts'
import { TerminalProgress } from '../progress.ts'

export async function replayCommand(files: string[], flags: ReplayFlags): Promise<number> {
  const { config } = await loadConfig(flags.config)
  return replay({
    files,
    config: flags.profile === undefined ? config : { ...config, profile: flags.profile },
    output: flags.output,
    seed: flags.seed,
    ...(flags.format !== undefined && { format: flags.format }),
    ...(flags.counts !== undefined && { countsFile: flags.counts }),
    ...(flags.explain !== undefined && { explain: flags.explain }),
    ...(flags.truth !== undefined && { truthFile: flags.truth }),
    ...(flags.maxFalseBans !== undefined && { maxFalseBans: flags.maxFalseBans }),
    out: new StandardOutput(),
    progress: new TerminalProgress(process.stderr.isTTY === true && flags.quiet !== true),
  })
}
