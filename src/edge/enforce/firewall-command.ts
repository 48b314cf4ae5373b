import { EnforcerError } from '../../domain/errors.ts'
import { CommandError, type CommandOptions, runCommand } from '../../lib/run-command.ts'

/** Runs a firewall's own program. Throws EnforcerError, which says what to do about it. */
export type FirewallCommand = (command: readonly string[], options?: CommandOptions) => Promise<string>

/** `prefix`: a command that runs the others somewhere, such as `ip netns exec NAME`. */
export function firewallCommand(prefix: readonly string[] = []): FirewallCommand {
  return async (command, options) => {
    try {
      return await runCommand([...prefix, ...command], options)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      throw new EnforcerError(error.trouble === 'exit' ? 'batch' : 'all', error.message, hintFor(error, command[0]!), {
        cause: error,
      })
    }
  }
}

function hintFor({ trouble, message }: CommandError, program: string): string {
  if (trouble === 'missing') return `Install ${program}, or choose another way with enforce: in the configuration.`
  if (trouble === 'hung') return `Run "${program}" by hand: another program may hold the firewall's lock.`
  if (/not permitted|permission denied|must be root/i.test(message))
    return 'Run breakwater as root or give it the capability CAP_NET_ADMIN.'
  return 'What it said stands above; breakwater doctor tries the firewall step by step.'
}
