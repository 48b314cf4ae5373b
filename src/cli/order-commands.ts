import { type Command, Option } from 'commander'
import { BAN_STATES } from '../domain/control.ts'
import { authorOption, type ControlFlags, type OrderFlags, stateDirOption, wholeNumber } from './command-options.ts'
import type { AllowAddFlags } from './commands/allow-add.ts'
import type { AllowRemoveFlags } from './commands/allow-remove.ts'
import type { BansAddFlags } from './commands/bans-add.ts'
import type { BansListFlags } from './commands/bans-list.ts'
import type { BansRemoveFlags } from './commands/bans-remove.ts'
import type { BansReviewFlags } from './commands/bans-review.ts'
import type { ForgetFlags } from './commands/forget.ts'
import { examples } from './examples.ts'

const NO_REASON = 'no reason given'

/** Commands by which a person orders the daemon. */
export function addOrderCommands(root: Command): void {
  addBans(root)
  addAllow(root)
  addForget(root)
  root
    .command('reload')
    .description('have the daemon read its configuration again; when it is wrong, nothing changes')
    .addOption(authorOption())
    .addOption(stateDirOption())
    .addHelpText('after', examples('breakwater check && breakwater reload'))
    .action(async (_flags, command: Command) => {
      const { reloadCommand } = await import('./commands/reload.ts')
      process.exitCode = await reloadCommand(command.optsWithGlobals<OrderFlags>())
    })
}

function addBans(root: Command): void {
  const bans = root
    .command('bans')
    .description('list, make and end bans of the daemon')
    .addHelpText('after', examples('breakwater bans list', 'breakwater bans add 203.0.113.7 --for 2h --reason "scans"'))
  bans
    .command('list', { isDefault: true })
    .description('list bans that have not ended, the newest first')
    .addOption(new Option('--state <state>', 'only bans in one state').choices(BAN_STATES))
    .option('--address <address>', 'only bans that hold this address or lie in this network')
    .addOption(new Option('--limit <number>', 'most that are listed').default(1_000).argParser(wholeNumber))
    .addOption(stateDirOption())
    .addHelpText('after', examples('breakwater bans list --state failed', 'breakwater bans list -o ndjson'))
    .action(async (_flags, command: Command) => {
      const { bansListCommand } = await import('./commands/bans-list.ts')
      process.exitCode = await bansListCommand(command.optsWithGlobals<BansListFlags>())
    })
  bans
    .command('add')
    .description('ban an address or a network by hand; a ban it has already gets the new length')
    .argument('<address>', 'an address (IPv6: its /64), or a network up to /24 and /48')
    .option('--for <duration>', 'how long, such as 30m, 2h or 7d, or permanent', '1h')
    .requiredOption('--reason <text>', 'why, for the audit log and for whoever asks')
    .addOption(authorOption())
    .addOption(stateDirOption())
    .addHelpText(
      'after',
      examples(
        'breakwater bans add 203.0.113.7 --for 2h --reason "guesses passwords"',
        'breakwater bans add 2001:db8:bad::/48 --for permanent --reason "ticket 4711"',
      ),
    )
    .action(async (address: string, _flags, command: Command) => {
      const { bansAddCommand } = await import('./commands/bans-add.ts')
      process.exitCode = await bansAddCommand(address, command.optsWithGlobals<BansAddFlags>())
    })
  bans
    .command('remove')
    .description('end a ban; its offence is remembered')
    .argument('<address>', 'what is banned, as bans list shows it')
    .option('--forgive', 'forget its offences too')
    .option('--reason <text>', 'why, for the audit log', NO_REASON)
    .addOption(authorOption())
    .addOption(stateDirOption())
    .addHelpText('after', examples('breakwater bans remove 203.0.113.7 --forgive --reason "our own monitoring"'))
    .action(async (address: string, _flags, command: Command) => {
      const { bansRemoveCommand } = await import('./commands/bans-remove.ts')
      process.exitCode = await bansRemoveCommand(address, command.optsWithGlobals<BansRemoveFlags>())
    })
  bans
    .command('review')
    .description('list permanent bans that a person should look at again')
    .option('--all', 'all permanent bans with their dates')
    .option('--keep <address>', 'it was looked at and stays banned: its date moves on')
    .option('--reason <text>', 'with --keep: why, for the audit log', 'reviewed')
    .addOption(authorOption())
    .addOption(stateDirOption())
    .addHelpText('after', examples('breakwater bans review', 'breakwater bans review --keep 203.0.113.7'))
    .action(async (_flags, command: Command) => {
      const { bansReviewCommand } = await import('./commands/bans-review.ts')
      process.exitCode = await bansReviewCommand(command.optsWithGlobals<BansReviewFlags>())
    })
}

function addForget(root: Command): void {
  root
    .command('forget')
    .description('remove every trace of an address from all that breakwater stores; exits with 1 when one may be left')
    .argument('<address>', 'an address (IPv6: its /64), or a network by its own text')
    .requiredOption('--reason <text>', 'why, for the audit log, where the address is left out')
    .option('--lift', 'end its ban first; without it a banned address is not forgotten')
    .addOption(authorOption())
    .addOption(stateDirOption())
    .addHelpText('after', examples('breakwater forget 203.0.113.7 --reason "request 17 for erasure"'))
    .action(async (address: string, _flags, command: Command) => {
      const { forgetCommand } = await import('./commands/forget.ts')
      process.exitCode = await forgetCommand(address, command.optsWithGlobals<ForgetFlags>())
    })
}

function addAllow(root: Command): void {
  const allow = root
    .command('allow')
    .description('list and change what is never banned')
    .addHelpText('after', examples('breakwater allow list', 'breakwater allow check 203.0.113.7'))
  allow
    .command('list', { isDefault: true })
    .description('list what a person or the configuration allows; built-in protection is left out')
    .addOption(stateDirOption())
    .addHelpText('after', examples('breakwater allow list'))
    .action(async (_flags, command: Command) => {
      const { allowListCommand } = await import('./commands/allow-list.ts')
      process.exitCode = await allowListCommand(command.optsWithGlobals<ControlFlags>())
    })
  allow
    .command('add')
    .description('never ban an address or a network; bans of it end')
    .argument('<network>', 'an address or a network')
    .option('--for <duration>', 'how long, such as 8h or 30d, or ever', 'ever')
    .requiredOption('--comment <text>', 'whose it is, or why')
    .addOption(authorOption())
    .addOption(stateDirOption())
    .addHelpText('after', examples('breakwater allow add 198.51.100.0/24 --comment "office"'))
    .action(async (network: string, _flags, command: Command) => {
      const { allowAddCommand } = await import('./commands/allow-add.ts')
      process.exitCode = await allowAddCommand(network, command.optsWithGlobals<AllowAddFlags>())
    })
  allow
    .command('remove')
    .description('allow an address or a network no longer')
    .argument('<network>', 'as allow list shows it')
    .option('--reason <text>', 'why, for the audit log', NO_REASON)
    .addOption(authorOption())
    .addOption(stateDirOption())
    .addHelpText('after', examples('breakwater allow remove 198.51.100.0/24'))
    .action(async (network: string, _flags, command: Command) => {
      const { allowRemoveCommand } = await import('./commands/allow-remove.ts')
      process.exitCode = await allowRemoveCommand(network, command.optsWithGlobals<AllowRemoveFlags>())
    })
  allow
    .command('check')
    .description('tell whether an address can be banned, and what protects it')
    .argument('<address>', 'an address or a network')
    .addOption(stateDirOption())
    .addHelpText('after', examples('breakwater allow check 203.0.113.7'))
    .action(async (address: string, _flags, command: Command) => {
      const { allowCheckCommand } = await import('./commands/allow-check.ts')
      process.exitCode = await allowCheckCommand(address, command.optsWithGlobals<ControlFlags>())
    })
}
