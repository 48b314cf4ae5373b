import type { Command } from 'commander'
import type { GlobalOptions } from './command-options.ts'
import { examples } from './examples.ts'

/** Commands about the channels by which people are told. */
export function addNotifyCommands(root: Command): void {
  const notify = root
    .command('notify')
    .description('the channels by which people are told what happens')
    .addHelpText('after', examples('breakwater notify list', 'breakwater notify test ops'))
  notify
    .command('list')
    .description('list the channels of the configuration, without their secrets')
    .addHelpText('after', examples('breakwater notify list', 'breakwater notify list -o json'))
    .action(async (_flags, command: Command) => {
      const { notifyListCommand } = await import('./commands/notify-list.ts')
      process.exitCode = await notifyListCommand(command.optsWithGlobals<GlobalOptions>())
    })
  notify
    .command('test')
    .description('send one message by a channel and tell what the other side answered; needs no daemon')
    .argument('<channel>', 'name of the channel in the configuration')
    .addHelpText('after', examples('breakwater notify test ops', 'breakwater notify test ops -c new.yaml'))
    .action(async (channel: string, _flags, command: Command) => {
      const { notifyTestCommand } = await import('./commands/notify-test.ts')
      process.exitCode = await notifyTestCommand(channel, command.optsWithGlobals<GlobalOptions>())
    })
}
