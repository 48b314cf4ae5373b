import { type Check, type CheckReport, type DoctorContext, report } from './check.ts'
import { checkContainers } from './containers.ts'
import { checkDaemon } from './daemon.ts'
import { checkFirewall } from './firewall.ts'
import { checkFormat } from './format.ts'
import { checkFreshness } from './freshness.ts'
import { checkLogs } from './logs.ts'
import { checkNode } from './node-version.ts'
import { checkPackets } from './packets.ts'
import { checkProxy } from './proxy.ts'
import { checkState } from './state.ts'
import { checkTime } from './time.ts'

/** Along the path from the log to the kernel. */
const CHECKS: readonly Check[] = [
  checkFreshness,
  checkFormat,
  checkTime,
  checkProxy,
  checkState,
  checkFirewall,
  checkPackets,
  checkContainers,
  checkNode,
]

/** Looks at the whole path and gives each finding as soon as it is there. `logs`: named by the operator; empty: what `run` would watch. */
export async function* examine(logs: readonly string[], context: DoctorContext): AsyncGenerator<CheckReport> {
  for (const check of [checkDaemon, checkLogs(logs), ...CHECKS]) {
    try {
      yield* await check(context)
    } catch (error) {
      yield report('doctor')('fail', `a check failed by itself: ${(error as Error).message}`, 'Please report it.')
    }
  }
}
