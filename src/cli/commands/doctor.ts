import type { CheckReport, CheckResult, DoctorContext } from '../../app/doctor/check.ts'
import { examine } from '../../app/doctor/examination.ts'
import { serverFiles } from '../../app/server-files.ts'
import { defaultConfig } from '../../config/defaults.ts'
import { loadConfig } from '../../config/load.ts'
import { BreakwaterError, UnreachableError } from '../../domain/errors.ts'
import type { StatusReport } from '../../domain/status-report.ts'
import { systemClock } from '../../lib/clock.ts'
import { runCommand } from '../../lib/run-command.ts'
import type { ControlFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { FAILED } from '../fault.ts'
import { print, safe } from '../print.ts'

export interface DoctorFlags extends ControlFlags {
  readonly packets: boolean
}

const MARKS: Readonly<Record<CheckResult, string>> = { ok: 'ok  ', warn: 'WARN', fail: 'FAIL', skipped: '--  ' }

/** Proves the whole path; 1 when a check failed. */
export async function doctorCommand(logs: string[], flags: DoctorFlags): Promise<number> {
  const reports: CheckReport[] = []
  const tell = (one: CheckReport): void => {
    reports.push(one)
    if (flags.output !== 'json') print(flags.output, { whole: one, rows: [one], human: () => words(one) })
  }
  const config = await loadConfig(flags.config).then(
    ({ config, files }) => {
      tell({
        check: 'configuration',
        result: 'ok',
        message: files.length === 0 ? 'none: defaults' : files.join(', '),
        fix: null,
      })
      return config
    },
    (error: unknown) => {
      if (!(error instanceof BreakwaterError)) throw error
      tell({ check: 'configuration', result: 'fail', message: error.message, fix: error.hint })
      return defaultConfig
    },
  )
  const context: DoctorContext = {
    config,
    stateDir: flags.stateDir,
    samples: [],
    daemon: await statusOf(flags.stateDir),
    packets: flags.packets,
    clock: systemClock,
    files: serverFiles(),
    run: runCommand,
  }
  for await (const one of examine(logs, context)) tell(one)
  const failed = reports.filter(({ result }) => result === 'fail').length
  const warned = reports.filter(({ result }) => result === 'warn').length
  if (flags.output === 'json')
    print('json', { whole: { ok: failed === 0, checks: reports }, rows: [], human: () => [] })
  if (flags.output === 'human')
    process.stdout.write(
      failed === 0 ? `nothing failed, ${warned} warnings\n` : `${failed} failed, ${warned} warnings\n`,
    )
  return failed === 0 ? 0 : FAILED
}

async function statusOf(stateDir: string | undefined): Promise<StatusReport | null> {
  try {
    return await new ControlClient(stateDir).get<StatusReport>('/api/v1/status')
  } catch (error) {
    if (error instanceof UnreachableError) return null
    throw error
  }
}

function words({ check, result, message, fix }: CheckReport): string[] {
  const lines = [`${MARKS[result]}  ${check}: ${message.split('\n').map(safe).join('; ')}`]
  return fix === null ? lines : [...lines, `      ${safe(fix)}`]
}
