import type { RunOptions } from './run-options.ts'

export async function run(_options: RunOptions): Promise<number> {
  return 0
}
