import type { GlobalOptions } from '../command-options.ts'
import { version } from '../version.ts'

export function versionCommand({ output }: GlobalOptions): void {
  const { platform, arch, version: node } = process
  if (output === 'human') process.stdout.write(`breakwater ${version}, Node ${node}, ${platform} ${arch}\n`)
  else process.stdout.write(`${JSON.stringify({ version, node, platform, arch })}\n`)
}
