import { replay } from '../../app/replay.ts'
import type { OutputFormat } from '../../app/replay-options.ts'
import { loadConfig } from '../../config/load.ts'
import { StandardOutput } from '../output.ts'
import { TerminalProgress } from '../progress.ts'

interface Options {
  config?: string
  output: OutputFormat
  format?: string
  seed: number
  counts?: string
  explain?: string
}

export async function replayCommand(files: string[], options: Options): Promise<number> {
  const { config } = await loadConfig(options.config)
  return replay({
    files,
    config,
    output: options.output,
    seed: options.seed,
    ...(options.format !== undefined && { format: options.format }),
    ...(options.counts !== undefined && { countsFile: options.counts }),
    ...(options.explain !== undefined && { explain: options.explain }),
    out: new StandardOutput(false),
    progress: new TerminalProgress(),
  })
}
