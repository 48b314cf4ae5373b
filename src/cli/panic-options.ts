import type { Command } from 'commander'
import type { PanicFlags } from './commands/panic.ts'

/** The command `panic`. */
export function addPanic(root: Command): void {
  root
    .command('panic')
    .description(
      'remove all rules of breakwater from nftables, iptables, ipset and the deny file at once; needs no daemon, and one that runs only observes from then on',
    )
    .option(
      '--state-dir <dir>',
      "where the daemon keeps its state (default: /var/lib/breakwater when writable, else the user's state folder)",
    )
    .option('--purge', 'also delete what is kept in the state folder, if no daemon uses it')
    .option('--over', 'let the daemon enforce again; removes nothing')
    .addHelpText(
      'after',
      ['', 'Examples:', '  breakwater panic', '  breakwater panic --purge', '  breakwater panic --over'].join('\n'),
    )
    .action(async (_flags, command: Command) => {
      const { panicCommand } = await import('./commands/panic.ts')
      process.exitCode = await panicCommand(command.optsWithGlobals<PanicFlags>())
    })
}
