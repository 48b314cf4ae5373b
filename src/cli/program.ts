import { Command, CommanderError, Option } from 'commander'
import { version } from './version.ts'

/** Exit code for a wrong command line or configuration. */
export const USAGE = 2

/** The command line as a tree of options; each command's code is loaded when it runs. */
export function program(): Command {
  const root = new Command('breakwater')
    .description(
      "Watches a web site's access log and finds the sources that depart from normal. Observing only: nothing is blocked.",
    )
    .version(`breakwater ${version}`, '-V, --version', 'print the version')
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
  const output = () =>
    new Option('-o, --output <form>', 'form of what is printed').choices(['human', 'json', 'ndjson']).default('human')
  const config = () =>
    new Option(
      '-c, --config <file>',
      'configuration file (default: /etc/breakwater/breakwater.yaml, then ./breakwater.yaml)',
    )
  const profile = () => new Option('--profile <name>', 'set of detection rules').choices(['classic'])
  root
    .command('run', { isDefault: true })
    .description('watch access logs as they are written')
    .argument(
      '[log...]',
      'paths or globs, - for standard input (default: those of the configuration, else the usual paths, else a demo)',
    )
    .addOption(config())
    .addOption(
      new Option('-o, --output <form>', 'form of what is printed').choices(['human', 'ndjson']).default('human'),
    )
    .addOption(profile())
    .addOption(new Option('--enforce <kind>', 'how bans are enforced; off: observing').choices(['off']))
    .option('--format <format>', "auto, json, combined, common, vhost_combined, or the text of nginx's log_format")
    .option(
      '--state-dir <dir>',
      'where the seed and the lock are kept (default: /var/lib/breakwater when writable, else the user’s state folder)',
    )
    .option('--from-start', 'read the logs from their beginning, then go live', false)
    .option('--counts <file>', 'write requests by address to this file every few seconds')
    .option('--demo', 'watch simulated traffic instead of a log', false)
    .addOption(
      new Option('--log-level <level>', 'least severity of own messages on standard error')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  breakwater run /var/log/nginx/access.log\n  breakwater run "/var/log/nginx/*access.log" -o ndjson\n  ssh web1 tail -F /var/log/nginx/access.log | breakwater run -\n',
    )
    .action(async (logs: string[], options) => {
      process.exitCode = await (await import('./commands/run.ts')).runCommand(logs, options)
    })
  root
    .command('replay')
    .description('play logs that were written before, and say who would have been banned')
    .argument('<file...>', 'log files, plain or gzip, - for standard input; rotated files of one log are one series')
    .addOption(config())
    .addOption(output())
    .addOption(profile())
    .option('--format <format>', "auto, json, combined, common, vhost_combined, or the text of nginx's log_format")
    .addOption(
      new Option('--seed <number>', 'seed of the hash tables; decisions do not depend on it')
        .default(0)
        .argParser(wholeNumber),
    )
    .option('--counts <file>', 'write requests by address and file to this file')
    .option('--explain <address>', 'tell what happened to one address, and why or why not')
    .addHelpText(
      'after',
      '\nExamples:\n  breakwater replay access.log.2.gz access.log.1 access.log\n  breakwater replay -o ndjson access.log | grep \'"type":"ban"\'\n  breakwater replay access.log --explain 203.0.113.10\n',
    )
    .action(async (files: string[], options) => {
      process.exitCode = await (await import('./commands/replay.ts')).replayCommand(files, options)
    })
  root
    .command('check')
    .description('check the configuration and show what is in effect; changes nothing')
    .addOption(config())
    .addOption(new Option('-o, --output <form>', 'form of what is printed').choices(['human', 'json']).default('human'))
    .action(async (options) => {
      process.exitCode = await (await import('./commands/check.ts')).checkCommand(options)
    })
  root
    .command('version')
    .description('print the versions of breakwater and Node')
    .action(async () => {
      ;(await import('./commands/version.ts')).versionCommand()
    })
  for (const command of root.commands) command.exitOverride()
  return root
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0)
    throw new CommanderError(USAGE, 'breakwater.seed', `error: --seed wants a whole number, not "${text}"`)
  return value
}
