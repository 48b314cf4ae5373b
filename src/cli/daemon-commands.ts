import { type Command, Option } from 'commander'
import { INCIDENT_KINDS } from '../domain/finding.ts'
import { authorOption, type ControlFlags, type DashboardFlags, stateDirOption, wholeNumber } from './command-options.ts'
import type { DoctorFlags } from './commands/doctor.ts'
import type { IncidentsFlags } from './commands/incidents.ts'
import { examples } from './examples.ts'

/** Commands that ask the daemon. */
export function addDaemonCommands(root: Command): void {
  addStatus(root)
  addIncidents(root)
  addExplain(root)
  addTop(root)
  addDashboard(root)
  addDoctor(root)
}

function addStatus(root: Command): void {
  root
    .command('status')
    .description('tell how the daemon is: enforcement, bans, baselines, lag; exits with 1 when there is trouble')
    .addOption(stateDirOption())
    .addHelpText('after', examples('breakwater status', 'breakwater status -o json'))
    .action(async (_flags, command: Command) => {
      const { statusCommand } = await import('./commands/status.ts')
      process.exitCode = await statusCommand(command.optsWithGlobals<ControlFlags>())
    })
}

function addIncidents(root: Command): void {
  root
    .command('incidents')
    .description('list what departed from normal, the newest first')
    .addOption(new Option('--state <state>', 'which').choices(['open', 'resolved', 'all']).default('all'))
    .addOption(new Option('--kind <kind>', 'only incidents of one kind').choices(INCIDENT_KINDS))
    .option('--last <duration>', 'those open within this time, such as 2h or 7d, or all', '24h')
    .addOption(new Option('--limit <number>', 'most that are listed').default(100).argParser(wholeNumber))
    .addOption(stateDirOption())
    .addHelpText('after', examples('breakwater incidents', 'breakwater incidents --state open -o ndjson'))
    .action(async (_flags, command: Command) => {
      const { incidentsCommand } = await import('./commands/incidents.ts')
      process.exitCode = await incidentsCommand(command.optsWithGlobals<IncidentsFlags>())
    })
}

function addExplain(root: Command): void {
  root
    .command('explain')
    .description('tell why an address is banned or not, with the evidence that is stored, reckoned anew')
    .argument('<subject>', 'an address, a network, or the id of a ban or an incident')
    .addOption(stateDirOption())
    .addHelpText('after', examples('breakwater explain 203.0.113.10', 'breakwater explain 2001:db8:bad:1::/64 -o json'))
    .action(async (subject: string, _flags, command: Command) => {
      const { explainCommand } = await import('./commands/explain.ts')
      process.exitCode = await explainCommand(subject, command.optsWithGlobals<ControlFlags>())
    })
}

function addTop(root: Command): void {
  root
    .command('top')
    .description('show the live view of the daemon on this terminal; q quits')
    .addOption(stateDirOption())
    .addHelpText('after', examples('breakwater top', 'sudo breakwater top'))
    .action(async (_flags, command: Command) => {
      const { topCommand } = await import('./commands/top.ts')
      process.exitCode = await topCommand(command.optsWithGlobals<ControlFlags>())
    })
}

function addDashboard(root: Command): void {
  root
    .command('dashboard')
    .description('print the address of the dashboard, as a link that signs in once within two minutes')
    .option('--hash-password', 'read a password from standard input and print the line for server.password')
    .addOption(authorOption())
    .addOption(stateDirOption())
    .addHelpText('after', examples('breakwater dashboard', 'breakwater dashboard --hash-password'))
    .action(async (_flags, command: Command) => {
      const { dashboardCommand } = await import('./commands/dashboard.ts')
      await dashboardCommand(command.optsWithGlobals<DashboardFlags>())
    })
}

function addDoctor(root: Command): void {
  root
    .command('doctor')
    .description(
      'prove the whole path, with the daemon or without: logs, formats, clocks, state folder, firewall, a packet that is really dropped in a network of its own, containers, proxies; exits with 1 when a check fails',
    )
    .argument('[log...]', 'logs to look at (default: those that run would watch)')
    .addOption(stateDirOption())
    .option('--no-packets', 'make no network namespaces for the test with packets')
    .addHelpText('after', examples('sudo breakwater doctor', 'breakwater doctor /var/log/nginx/access.log -o json'))
    .action(async (logs: string[], _flags, command: Command) => {
      const { doctorCommand } = await import('./commands/doctor.ts')
      process.exitCode = await doctorCommand(logs, command.optsWithGlobals<DoctorFlags>())
    })
}
