import { existsSync } from 'node:fs'
import { Argument, Command, Option } from 'commander'
import { UsageError } from '../domain/errors.ts'
import { nearMiss } from '../lib/near-miss.ts'
import {
  compareOption,
  configOption,
  type DetectFormatFlags,
  enforceOption,
  formatOption,
  outputOption,
  profileOption,
  type ReplayFlags,
  type RunFlags,
  wholeNumber,
} from './command-options.ts'
import type { Shell } from './commands/completion.ts'
import type { SeriesFlags } from './commands/series.ts'
import type { SimulateFlags } from './commands/simulate.ts'
import { addDaemonCommands } from './daemon-commands.ts'
import { examples } from './examples.ts'
import { tellUsageError } from './fault.ts'
import { addNotifyCommands } from './notify-commands.ts'
import { addOrderCommands } from './order-commands.ts'
import { addPanic } from './panic-options.ts'
import { addSetup } from './setup-options.ts'
import { version } from './version.ts'

/** Names of `seriesScorers`, which are not loaded to print a help. */
const SERIES_DETECTORS = ['novelty', 'z-score', 'ewma'] as const

/** The command line as a tree of options; each command's code is loaded when it runs. */
export function program(): Command {
  const root = new Command('breakwater')
    .description(
      "Watches a web site's access log, finds the sources that depart from normal, and blocks them when told to (--enforce). Without that it observes.",
    )
    .version(`breakwater ${version}`, '-V, --version', 'print the version')
    .addOption(configOption())
    .addOption(outputOption())
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (text, write) => write(tellUsageError(text)) })
    .addHelpText('after', examples('breakwater /var/log/nginx/access.log', 'breakwater replay access.log'))
    .exitOverride()
  addRun(root)
  addSetup(root)
  addDaemonCommands(root)
  addOrderCommands(root)
  addNotifyCommands(root)
  addReplay(root)
  addSimulate(root)
  addCheck(root)
  addDetectFormat(root)
  addSeries(root)
  addPanic(root)
  addCompletion(root)
  addVersion(root)
  return root
}

function addRun(root: Command): void {
  root
    .command('run', { isDefault: true })
    .description('watch access logs as they are written')
    .argument(
      '[log...]',
      'paths or globs, syslog:ADDRESS:PORT for datagrams, - for standard input (default: those of the configuration, else what nginx or Apache writes, else the usual paths, else a demo)',
    )
    .addOption(enforceOption())
    .addOption(profileOption())
    .addOption(formatOption())
    .option(
      '--state-dir <dir>',
      "where all that is remembered is kept (default: /var/lib/breakwater when writable, else the user's state folder)",
    )
    .option('--from-start', 'read the logs from their beginning, then go live')
    .option('--counts <file>', 'write requests by address to this file every few seconds')
    .option('--demo', 'watch simulated traffic instead of a log')
    .option('--purge', 'at the end remove all our rules from the firewall; by default bans stay in force')
    .option('--listen <address>', 'HOST:PORT of the dashboard, whatever the configuration says; off: none')
    .option('--plain', 'lines only, and no live view on a terminal')
    .addOption(
      new Option('--log-level <level>', 'least severity of own messages on standard error (default: info)').choices([
        'debug',
        'info',
        'warn',
        'error',
        'silent',
      ]),
    )
    .option('--log-json', 'own messages as lines of JSON')
    .option('-v, --verbose', 'the same as --log-level debug')
    .option('-q, --quiet', 'the same as --log-level warn')
    .addHelpText(
      'after',
      examples(
        'breakwater run /var/log/nginx/access.log',
        'sudo breakwater run /var/log/nginx/access.log --enforce',
        'breakwater run "/var/log/nginx/*access.log" -o ndjson',
        'breakwater run syslog:127.0.0.1:5140',
        'ssh web1 tail -F /var/log/nginx/access.log | breakwater run -',
      ),
    )
    .action(async (logs: string[], _flags, command: Command) => {
      if (root.args[0] !== 'run' && logs[0] !== undefined) refuseStrayWord(logs[0], root)
      const { runCommand } = await import('./commands/run.ts')
      process.exitCode = await runCommand(logs, command.optsWithGlobals<RunFlags>())
    })
}

function addReplay(root: Command): void {
  root
    .command('replay')
    .description('play logs that were written before, and say who would have been banned')
    .argument('<file...>', 'log files, plain or gzip, - for standard input; rotated files of one log are one series')
    .addOption(profileOption())
    .addOption(compareOption())
    .addOption(formatOption())
    .addOption(
      new Option('--seed <number>', 'seed of the hash tables; decisions do not depend on it')
        .default(0)
        .argParser(wholeNumber),
    )
    .option('--counts <file>', 'write requests by address and file to this file')
    .option('--explain <address>', 'tell what happened to one address, and why or why not')
    .option('--truth <file>', 'compare with what simulate wrote beside the log: true and false bans, troubles told')
    .addOption(
      new Option('--max-false-bans <number>', 'with --truth: exit with 10 when there are more').argParser(wholeNumber),
    )
    .option('-q, --quiet', 'no progress bar')
    .addHelpText(
      'after',
      examples(
        'breakwater replay access.log.2.gz access.log.1 access.log',
        'breakwater replay -o ndjson access.log | grep \'"type":"ban"\'',
        'breakwater replay access.log --explain 203.0.113.10',
        'breakwater replay access.log --truth access.log.truth.json --max-false-bans 0',
      ),
    )
    .action(async (files: string[], _flags, command: Command) => {
      const { replayCommand } = await import('./commands/replay.ts')
      process.exitCode = await replayCommand(files, command.optsWithGlobals<ReplayFlags>())
    })
}

function addSimulate(root: Command): void {
  root
    .command('simulate')
    .description(
      'write the log of a site that does not exist, with attacks in it, and a file that says what is true of it',
    )
    .addOption(new Option('--seed <number>', 'the same seed gives the same log').default(1).argParser(wholeNumber))
    .option('--rate <requests/s>', 'mean requests a second of the people who visit the site', '5')
    .option('--length <duration>', 'how long the log is, such as 90s, 1h or 7d', '1h')
    .option('--from <time>', 'when the log begins: ISO 8601', '2026-03-02T08:00:00Z')
    .option('--with <name...>', 'who visits the site (default: those that --list marks)')
    .option('--attack <name...>', 'attacks and troubles (default: none)')
    .option('--attack-at <duration>', 'when attacks begin, from the beginning of the log', '40m')
    .option('--attack-for <duration>', 'how long attacks last', '5m')
    .option('--log <file>', 'where the log goes, - for standard output', 'access.log')
    .option('--truth <file>', 'where the truth goes (default: the name of the log with .truth.json; none with --log -)')
    .option('--list', 'list all visitors and attacks, and write nothing')
    .option('--force', 'overwrite files that are there already')
    .option('-q, --quiet', 'no progress bar and no closing line')
    .addHelpText(
      'after',
      examples(
        'breakwater simulate --list',
        'breakwater simulate --attack flood slow-scan --log /tmp/access.log',
        'breakwater simulate --length 7d --rate 50 --with browsers,crawler --log week.log',
        'breakwater simulate --length 10m --log - | breakwater replay -',
      ),
    )
    .action(async (_flags, command: Command) => {
      const { simulateCommand } = await import('./commands/simulate.ts')
      process.exitCode = await simulateCommand(command.optsWithGlobals<SimulateFlags>())
    })
}

function addCheck(root: Command): void {
  root
    .command('check')
    .description('check the configuration and show what is in effect and where from; changes nothing')
    .addHelpText('after', examples('breakwater check', 'breakwater check -c new.yaml -o json'))
    .action(async (_flags, command: Command) => {
      const { checkCommand } = await import('./commands/check.ts')
      process.exitCode = await checkCommand(command.optsWithGlobals())
    })
}

function addDetectFormat(root: Command): void {
  root
    .command('detect-format')
    .description(
      'tell the format of logs by their first 200 lines, by which evidence, and how to configure it; exits with 1 when unknown',
    )
    .argument('<file...>', 'log files, plain or gzip, - for standard input')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        'breakwater detect-format /var/log/nginx/access.log',
        'breakwater detect-format /var/log/caddy/access.log -o json',
        'docker logs web | breakwater detect-format -',
        "breakwater detect-format access.log --format '$remote_addr [$time_local] $status'",
      ),
    )
    .action(async (files: string[], _flags, command: Command) => {
      const { detectFormatCommand } = await import('./commands/detect-format.ts')
      process.exitCode = await detectFormatCommand(files, command.optsWithGlobals<DetectFormatFlags>())
    })
}

function addSeries(root: Command): void {
  root
    .command('series')
    .description('score any series of numbers: reads timestamp,value and prints timestamp,value,score')
    .argument(
      '<file>',
      'CSV with or without a header, plain or gzip, - for standard input; times in ISO 8601, as YYYY-MM-DD HH:MM:SS, or seconds or milliseconds since 1970; an empty value is a missing point',
    )
    .addOption(
      new Option(
        '--detector <name>',
        'what judges each point by those before it; the score is 0 to 1, higher is more anomalous',
      )
        .choices(SERIES_DETECTORS)
        .default(SERIES_DETECTORS[0]),
    )
    .addHelpText(
      'after',
      examples(
        'breakwater series cpu.csv > cpu-scored.csv',
        "breakwater series cpu.csv | awk -F, '$3 >= 0.5'",
        'zcat sales.csv.gz | cut -d, -f1,4 | breakwater series - --detector z-score',
      ),
    )
    .action(async (file: string, _flags, command: Command) => {
      const { seriesCommand } = await import('./commands/series.ts')
      await seriesCommand(file, command.optsWithGlobals<SeriesFlags>())
    })
}

function addCompletion(root: Command): void {
  root
    .command('completion')
    .description('print a script that completes commands, options and files in a shell')
    .addArgument(new Argument('<shell>', 'the shell that is to read it').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      examples(
        'source <(breakwater completion bash)',
        'breakwater completion zsh > /usr/local/share/zsh/site-functions/_breakwater',
        'breakwater completion fish > ~/.config/fish/completions/breakwater.fish',
      ),
    )
    .action(async (shell: Shell) => {
      const { completionCommand } = await import('./commands/completion.ts')
      completionCommand(shell, root)
    })
}

function addVersion(root: Command): void {
  root
    .command('version')
    .description('print the versions of breakwater and Node, and the platform')
    .addHelpText('after', examples('breakwater version', 'breakwater version -o json'))
    .action(async (_flags, command: Command) => {
      const { versionCommand } = await import('./commands/version.ts')
      versionCommand(command.optsWithGlobals())
    })
}

/** A bare word where a log is expected, with no such file, is most likely a mistyped command. Throws UsageError. */
function refuseStrayWord(word: string, root: Command): void {
  if (!/^[a-z][a-z-]*$/i.test(word) || existsSync(word)) return
  const names = root.commands.map((command) => command.name())
  const meant = nearMiss(word, [...names, 'help'])
  throw new UsageError(
    `unknown command "${word}", and there is no log of that name${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    `The commands are ${names.join(', ')}; see breakwater --help.`,
  )
}
