import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { CONFIG_PLACES } from '../../config/load.ts'
import type { Config } from '../../config/schema.ts'
import { isGlob } from '../../edge/source/glob.ts'
import { type ChosenLog, isFile } from '../log-choice.ts'

const UNITS = ['/etc/systemd/system/breakwater.service', '/usr/lib/systemd/system/breakwater.service']

/** What to run next, in order. */
export function nextCommands(
  config: Config,
  file: string,
  logs: readonly ChosenLog[],
): [command: string, why: string][] {
  const found = CONFIG_PLACES.find((place) => existsSync(place))
  const isFound = found !== undefined && resolve(found) === resolve(file)
  const chosen = isFound ? '' : ` -c ${quoted(resolve(file))}`
  const [log] = logs.filter((one) => isFile(one) && !isGlob(one.path))
  const [channel] = config.notify.channels
  return [
    [`breakwater doctor${chosen}`, 'prove the whole path, from the log to the firewall'],
    UNITS.some((unit) => existsSync(unit))
      ? ['systemctl enable --now breakwater', 'observe from now on; nothing is blocked']
      : [`breakwater run${chosen}`, 'observe; nothing is blocked. As a service: docs/guide/systemd.md'],
    ...(config.server.listen === null
      ? []
      : ([['breakwater dashboard', `a link to http://${config.server.listen}/ that signs in once`]] as [
          string,
          string,
        ][])),
    ...(log === undefined
      ? []
      : ([[`breakwater replay${chosen} ${quoted(log.path)}`, 'who would have been banned, after each change']] as [
          string,
          string,
        ][])),
    ...(channel === undefined
      ? []
      : ([[`breakwater notify test ${channel.name}${chosen}`, 'send one message']] as [string, string][])),
    [`breakwater check${chosen}`, 'what is in effect; docs/guide/first-hour.md goes on from here'],
  ]
}

/** A word of a shell. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
