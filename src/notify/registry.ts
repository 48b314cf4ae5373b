import type { Notifier, Surround } from './notifier.ts'
import { Discord, type DiscordOptions } from './notifiers/discord.ts'
import { Email, type EmailOptions } from './notifiers/email.ts'
import { Exec, type ExecOptions } from './notifiers/exec.ts'
import { File, type FileOptions } from './notifiers/file.ts'
import { Ntfy, type NtfyOptions } from './notifiers/ntfy.ts'
import { Slack, type SlackOptions } from './notifiers/slack.ts'
import { Telegram, type TelegramOptions } from './notifiers/telegram.ts'
import { Webhook, type WebhookOptions } from './notifiers/webhook.ts'

/** What the notifiers need, by their `type` in the configuration. */
export type NotifierOptions =
  | WebhookOptions
  | SlackOptions
  | DiscordOptions
  | TelegramOptions
  | NtfyOptions
  | EmailOptions
  | ExecOptions
  | FileOptions

type Create = {
  readonly [Type in NotifierOptions['type']]: (
    options: Extract<NotifierOptions, { readonly type: Type }>,
    around: Surround,
  ) => Notifier
}

/** All notifiers. Creating one opens nothing. */
const NOTIFIERS: Create = {
  webhook: (options, around) => new Webhook(options, around),
  slack: (options, around) => new Slack(options, around),
  discord: (options, around) => new Discord(options, around),
  telegram: (options, around) => new Telegram(options, around),
  ntfy: (options, around) => new Ntfy(options, around),
  email: (options, around) => new Email(options, around),
  exec: (options) => new Exec(options),
  file: (options) => new File(options),
}

export function createNotifier(options: NotifierOptions, around: Surround): Notifier {
  return (NOTIFIERS[options.type] as (options: NotifierOptions, around: Surround) => Notifier)(options, around)
}
