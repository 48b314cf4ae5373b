import type { Config } from '../config/schema.ts'
import { UsageError } from '../domain/errors.ts'
import { type Message, NO_BANS } from '../domain/message.ts'
import type { Clock } from '../lib/clock.ts'
import { nearMiss } from '../lib/near-miss.ts'
import { shortHash } from '../lib/short-hash.ts'
import type { Delivery } from '../notify/notifier.ts'
import { createNotifier } from '../notify/registry.ts'
import { dashboardUrl, siteName } from './notify-surroundings.ts'

/** Sends one message by a channel of the configuration, whatever its rules say. Throws UsageError when there is none of this name. */
export function notifyTest(config: Config, name: string, clock: Clock): Promise<Delivery> {
  const { channels } = config.notify
  const channel = channels.find((one) => one.name === name)
  if (channel !== undefined) return createNotifier(channel, { clock }).send(testMessage(config, clock.now()))
  const names = channels.map((one) => one.name)
  const meant = nearMiss(name, names)
  throw new UsageError(
    `there is no channel "${name}"${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    names.length === 0
      ? 'The configuration has no notify.channels; docs/guide/alerts.md shows how to write one, and -c FILE chooses the file.'
      : `The channels are ${names.join(', ')}.`,
  )
}

function testMessage(config: Config, now: number): Message {
  return {
    id: shortHash(`test ${now}`),
    thread: `test-${now}`,
    ...{ kind: 'test', state: 'note', severity: 1, at: now, since: now, lasted: 0 },
    site: siteName(config),
    title: 'This is a test',
    happened: 'Somebody ran breakwater notify test: messages about this site will come here.',
    measured: null,
    sources: [],
    bans: NO_BANS,
    done: 'Nothing.',
    undo: [],
    link: dashboardUrl(config),
    held: null,
  }
}
