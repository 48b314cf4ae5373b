import type { AllowCheck } from '../../domain/control.ts'
import { allowTarget } from '../../domain/control-order.ts'
import type { ControlFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { print, safe } from '../print.ts'

/** Tells whether an address can be banned, and what protects it. */
export async function allowCheckCommand(address: string, { output, stateDir }: ControlFlags): Promise<number> {
  const query = { address: allowTarget(address) }
  const check = await new ControlClient(stateDir).get<AllowCheck>('/api/v1/allow/check', query)
  print(output, { whole: check, rows: [check], human: () => [checkWords(check)] })
  return 0
}

function checkWords({ address, by }: AllowCheck): string {
  return safe(
    by === null ? `${address} can be banned` : `${address} is never banned: ${by.range} is protected (${by.list})`,
  )
}
