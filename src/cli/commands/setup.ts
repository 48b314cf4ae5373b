import { hostname } from 'node:os'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { serverFiles } from '../../app/server-files.ts'
import { isSecretOption } from '../../app/setup/channel-fields.ts'
import type { LastDay } from '../../app/setup/last-day.ts'
import { type SetupOptions, type SetupReport, setup, usualFile } from '../../app/setup/setup.ts'
import type { GivenAnswers } from '../../app/setup/setup-step.ts'
import { SetupEnded, SilentTalk } from '../../app/setup/setup-talk.ts'
import { UsageError } from '../../domain/errors.ts'
import { systemClock } from '../../lib/clock.ts'
import { ENDED } from '../fault.ts'
import { formatReport } from '../format-report.ts'
import { humanWording } from '../output.ts'
import { safe } from '../print.ts'
import { TerminalProgress } from '../progress.ts'
import type { SetupFlags } from '../setup-options.ts'
import { TerminalTalk } from '../terminal-talk.ts'

/** Standard input and output, handed in for tests. */
export interface Desk {
  readonly input: Readable & { readonly isTTY?: boolean }
  readonly out: Writable
  readonly errors: Writable & { readonly isTTY?: boolean }
}

export async function setupCommand(logs: string[], flags: SetupFlags, desk: Desk = standardDesk()): Promise<number> {
  const { input, out, errors } = desk
  const isHuman = flags.output === 'human'
  if (flags.yes !== true && (input.isTTY !== true || !isHuman))
    throw new UsageError(
      isHuman ? 'setup asks, and standard input is no terminal' : 'setup asks, and prints for people only',
      'Add --yes, and what is not usual by --log FILE, --name NAME, --listen HOST:PORT, --password-stdin, --trust NETWORK, --channel TYPE; the file by -c FILE.',
    )
  const given = await givenBy([...(flags.log ?? []), ...logs], flags, input)
  const told = isHuman ? out : errors
  const silent = new SilentTalk((...lines) => void told.write(lines.map((line) => `${safe(line)}\n`).join('')))
  const talk = flags.yes === true ? silent : new TerminalTalk(input, out, input.isTTY === true)
  const onSignal = () => talk instanceof TerminalTalk && talk.close()
  process.once('SIGTERM', onSignal)
  try {
    const report = await setup({
      ...{ talk, given, files: serverFiles(), clock: systemClock, hostName: hostname() },
      file: flags.config ?? usualFile(),
      mayReplace: flags.yes === true ? flags.force === true : null,
      tryOut: flags.tryOut,
      environment: process.env,
      stopwatch: () => performance.now(),
      progress: new TerminalProgress(errors.isTTY === true),
      wording: humanWording,
      describe: (file, format) => formatReport(file, format).trimEnd().split('\n'),
      checkEnd: () => talk instanceof TerminalTalk && talk.checkEnd(),
    } satisfies SetupOptions)
    tell(report, flags, desk)
    return 0
  } catch (error) {
    if (!(error instanceof SetupEnded)) throw error
    errors.write('\nbreakwater: ended; nothing was written\n')
    return ENDED
  } finally {
    process.off('SIGTERM', onSignal)
    if (talk instanceof TerminalTalk) talk.close()
  }
}

async function givenBy(logs: readonly string[], flags: SetupFlags, input: Readable): Promise<GivenAnswers> {
  const { format, name, listen, trust, channel, channelOption, passwordStdin } = flags
  if (channelOption !== undefined && channel === undefined)
    throw new UsageError('--channel-option needs --channel', 'Say which type of channel it is.')
  if (passwordStdin === true && flags.yes !== true)
    throw new UsageError('--password-stdin needs --yes', 'Without --yes the password is asked for.')
  return {
    ...(logs.length > 0 && { logs }),
    ...(format !== undefined && { format }),
    ...(name !== undefined && { name }),
    ...(listen !== undefined && { listen }),
    ...(trust !== undefined && { trust }),
    ...(passwordStdin === true && { password: await firstLine(input) }),
    ...(channel !== undefined && { channel: { type: channel, options: optionsOf(channel, channelOption ?? []) } }),
  }
}

/** Throws UsageError for a secret, which others would see in the list of processes. */
function optionsOf(type: string, words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const [, name, value] = /^([a-z_]+)=(.*)$/s.exec(word) ?? []
      if (name === undefined || value === undefined)
        throw new UsageError('--channel-option: write name=value', `For instance chat=42, or url='\${SLACK_URL}'.`)
      if (isSecretOption(type, name) && !/\$\{\w+\}/.test(value))
        throw new UsageError(
          `--channel-option ${name}: others of this machine could read it in the list of processes`,
          `Put it into the environment, and write ${name}='\${NAME}'.`,
        )
      return [name, value]
    }),
  )
}

async function firstLine(input: Readable): Promise<string> {
  const lines = createInterface({ input })
  try {
    for await (const line of lines) return line
  } finally {
    lines.close()
  }
  throw new UsageError('no password was given', 'Write it to standard input.')
}

function tell(report: SetupReport | null, { output }: SetupFlags, { out }: Desk): void {
  if (output !== 'human') {
    const whole = report === null ? { file: null } : objectOf(report)
    out.write(`${JSON.stringify(whole, null, output === 'json' ? 2 : 0)}\n`)
    return
  }
  if (report === null) {
    out.write('nothing was written\n')
    return
  }
  const { file, backup, mode, next } = report
  const width = Math.max(...next.map(([command]) => command.length))
  const kept = backup === null ? '' : `; what it was: ${backup}`
  const lines = [`written: ${file}, mode ${mode}${kept}`, '', 'Next:']
  for (const [command, why] of next) lines.push(`  ${command.padEnd(width)}  # ${why}`)
  out.write(`${lines.map(safe).join('\n')}\n`)
}

function objectOf({ file, backup, mode, lastDay, next }: SetupReport): object {
  return { file, backup, mode, last_day: lastDay && figures(lastDay), next: next.map(([command]) => command) }
}

function figures({ from, to, requests, sources, bans, incidents, prevented, preventedOk, isCut }: LastDay): object {
  const time = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  const counts = { requests, sources, bans, incidents, prevented, prevented_ok: preventedOk }
  return { from: time(from), to: time(to), ...counts, is_cut: isCut }
}

function standardDesk(): Desk {
  return { input: process.stdin, out: process.stdout, errors: process.stderr }
}
