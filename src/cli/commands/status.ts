import type { StatusReport } from '../../domain/status-report.ts'
import type { ControlFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { FAILED } from '../fault.ts'
import { print } from '../print.ts'
import { statusWords } from '../status-words.ts'

/** How the daemon is; 1 when there is trouble. */
export async function statusCommand({ output, stateDir }: ControlFlags): Promise<number> {
  const report = await new ControlClient(stateDir).get<StatusReport>('/api/v1/status')
  print(output, { whole: report, rows: [report], human: () => statusWords(report) })
  return report.troubles.length === 0 ? 0 : FAILED
}
