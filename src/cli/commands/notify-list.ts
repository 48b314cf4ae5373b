import { loadConfig } from '../../config/load.ts'
import type { Config } from '../../config/schema.ts'
import { withoutSecrets } from '../../config/secrets.ts'
import type { GlobalOptions } from '../command-options.ts'
import { print, terminalWidth } from '../print.ts'
import { type Column, tableLines } from '../table.ts'

type Channel = Config['notify']['channels'][number]

const COLUMNS: readonly Column<Channel>[] = [
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'TYPE', cell: ({ type }) => type },
  { title: 'FROM SEVERITY', cell: ({ min_severity }) => String(min_severity) },
  { title: 'AN HOUR', cell: ({ max_per_hour }) => String(max_per_hour) },
  { title: 'KINDS', cell: ({ kinds }) => kinds.join(', ') },
  { title: 'TO', cell: place },
]

/** The channels of the configuration. */
export async function notifyListCommand({ config: file, output }: GlobalOptions): Promise<number> {
  const { config } = await loadConfig(file)
  const { channels } = withoutSecrets(config).notify
  print(output, {
    whole: channels,
    rows: channels,
    human: () => {
      const width = terminalWidth()
      return channels.length === 0 && width !== null
        ? ['nobody is told what happens: the configuration has no notify.channels']
        : tableLines(COLUMNS, channels, width)
    },
  })
  return 0
}

/** Where messages go, without the part of an address that is secret. */
function place(channel: Channel): string {
  switch (channel.type) {
    case 'email':
      return `${channel.to.join(', ')} by ${channel.host}`
    case 'exec':
      return channel.command[0] ?? ''
    case 'file':
      return channel.path
    case 'telegram':
      return channel.chat
    default:
      return new URL(channel.url).host
  }
}
