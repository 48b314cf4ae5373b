import { join } from 'node:path'
import type { Config } from '../config/schema.ts'
import type { AuditFacts } from '../domain/audit.ts'
import type { Refusal } from '../domain/control.ts'
import { ConfigError } from '../domain/errors.ts'
import type { LabFile, ReplayLab, ReplayOrder } from '../domain/replay-lab.ts'
import type { Clock } from '../lib/clock.ts'
import { escapeText } from '../lib/escape-text.ts'
import type { Logger } from '../lib/logger.ts'
import type { ChosenLog } from './log-choice.ts'
import { watchedFiles } from './replay-lab-files.ts'
import type { LabInput } from './replay-lab-job.ts'
import { ReplayQueue } from './replay-lab-queue.ts'
import { startReplayThread } from './replay-lab-thread.ts'
import { LabUploads, refusal } from './replay-lab-uploads.ts'

/** In the state folder. */
const FOLDER = 'lab'

/** What concerns detection and bans. */
const CHANGEABLE = [
  ...([
    'profile',
    'format',
    'trusted_proxies',
    'allow',
    'protect',
    'alarms',
    'ceiling',
    'baseline',
    'classic',
  ] as const),
  ...(['bans', 'incidents', 'limits', 'lateness'] as const),
] satisfies (keyof Config)[]

export interface ReplayLabOptions {
  readonly stateFolder: string
  /** Those that are watched now. */
  readonly logs: () => readonly ChosenLog[]
  /** The one in effect now. */
  readonly config: () => Config
  readonly clock: Clock
  readonly log: Logger
  /** Told of each replay that was started. */
  readonly record: (facts: AuditFacts) => void
  /** Who plays. */
  readonly play?: typeof startReplayThread
}

/** Removes what an earlier run left behind; everything else is done when it is wanted. */
export function openReplayLab(options: ReplayLabOptions): ReplayLab {
  const { stateFolder, logs, config, clock, log, record, play = startReplayThread } = options
  const uploads = new LabUploads(join(stateFolder, FOLDER), clock, log)
  const queue = new ReplayQueue(clock, play)
  const inputs = () => [...watchedFiles(logs()), ...uploads.list()]
  return {
    files: () => inputs().map(fileOf),
    async upload(name, bytes) {
      const outcome = await uploads.take(name, bytes)
      return 'outcome' in outcome ? outcome : fileOf(outcome)
    },
    discard: (id) => uploads.discard(id),
    async start(order) {
      const known = new Map(inputs().map((input) => [input.id, input]))
      const wanted = [...new Set(order.files)]
      const chosen = wanted.flatMap((id) => known.get(id) ?? [])
      if (wanted.length === 0) return refusal('bad-order', 'no file is named', 'Name one at least.')
      if (chosen.length < wanted.length)
        return refusal('no-such-file', 'a file is not there any more', 'List the files again: logs are rotated.')
      const changed = await changedConfig(config(), order)
      if ('outcome' in changed) return changed
      const format = Object.hasOwn(order.options, 'format') ? changed.format : null
      const outcome = queue.add(order, { config: changed, format, inputs: chosen })
      if ('outcome' in outcome) return outcome
      const target = escapeText(chosen.map(({ name }) => name).join(', '), 500)
      const reason = escapeText(`profile ${order.profile}, options ${JSON.stringify(order.options)}`, 1_000)
      record({ type: 'operator', author: order.author, action: 'replay', target, reason })
      log.info(`${order.author} has ${target} replayed`)
      return outcome
    },
    jobs: () => queue.jobs(),
    job: (id) => queue.jobs().find((job) => job.id === id) ?? null,
    cancel: (id) => queue.cancel(id),
    async close() {
      await queue.close()
      uploads.close()
    },
  }
}

async function changedConfig(config: Config, { profile, options }: ReplayOrder): Promise<Config | Refusal> {
  if (Object.hasOwn(options, 'profile') && options.profile !== profile)
    return refusal('bad-order', 'the order names two profiles', 'Leave the one in the options out.')
  try {
    // The schema library is loaded only when somebody orders a replay.
    const { overlayConfig } = await import('../config/overlay.ts')
    const changed = overlayConfig(config, { ...options, profile }, CHANGEABLE)
    if (changed.limits.sources <= config.limits.sources) return changed
    return refusal(
      'bad-order',
      'limits.sources is more than what is configured',
      'A replay may use less memory, not more.',
    )
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return refusal('bad-order', escapeText(error.message, 2_000), error.hint)
  }
}

function fileOf({ id, name, bytes, modified, is_upload }: LabInput): LabFile {
  return { id, name, bytes, modified, is_upload }
}
