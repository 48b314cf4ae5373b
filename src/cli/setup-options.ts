import { Argument, type Command, Option } from 'commander'
import { CHANNEL_TYPES } from '../app/setup/channel-fields.ts'
import { formatOption, type GlobalOptions } from './command-options.ts'
import { examples } from './examples.ts'

export interface SetupFlags extends GlobalOptions {
  readonly yes?: true
  readonly force?: true
  readonly log?: readonly string[]
  readonly format?: string
  readonly name?: string
  readonly listen?: string
  readonly passwordStdin?: true
  readonly trust?: readonly string[]
  readonly channel?: string
  readonly channelOption?: readonly string[]
  readonly tryOut: boolean
}

export function addSetup(root: Command): void {
  root
    .command('setup')
    .description(
      'write a first configuration by questions: finds the log, tries a channel for messages, and shows what would have been banned in the last day; blocks nothing. With -c FILE that file, else /etc/breakwater/breakwater.yaml for root and ./breakwater.yaml for others',
    )
    .addArgument(new Argument('[log...]', 'the same as --log'))
    .option('-y, --yes', 'ask nothing: take what is usual where no flag says otherwise')
    .option('--force', 'with --yes: change a file that is there; what it was is kept beside it')
    .option('--log <log...>', 'access logs to watch (default: those of the web server that is found)')
    .addOption(formatOption())
    .option('--name <name>', 'name of the site (default: that of this machine)')
    .option('--listen <address>', 'HOST:PORT of the dashboard, or off (default: 127.0.0.1:8642)')
    .option('--password-stdin', 'the password of the operators is the first line of standard input')
    .option('--trust <network...>', 'networks of your own proxies, or the @NAME of a known CDN')
    .addOption(new Option('--channel <type>', 'who is told what happens').choices(CHANNEL_TYPES))
    .option('--channel-option <name=value...>', `what the channel needs; secrets only as '\${NAME}' of the environment`)
    .option('--no-try-out', 'do not play the last day')
    .addHelpText(
      'after',
      examples(
        'sudo breakwater setup',
        'breakwater setup --yes -c breakwater.yaml --log access.log --name shop.example',
        `breakwater setup --yes --channel slack --channel-option url='\${SLACK_URL}'`,
        'breakwater setup --yes --listen 192.0.2.1:8642 --password-stdin < password.txt',
      ),
    )
    .action(async (logs: string[], _flags, command: Command) => {
      const { setupCommand } = await import('./commands/setup.ts')
      process.exitCode = await setupCommand(logs, command.optsWithGlobals<SetupFlags>())
    })
}
