import type { ExplainedBan, ExplanationView } from '../../domain/control.ts'
import type { ControlFlags } from '../command-options.ts'
import { ControlClient } from '../control-client.ts'
import { localTime, print, safe } from '../print.ts'

/** Why an address is banned or not, from what is stored. */
export async function explainCommand(subject: string, { output, stateDir }: ControlFlags): Promise<number> {
  const path = `/api/v1/explain/${encodeURIComponent(subject)}`
  const found = await new ControlClient(stateDir).get<ExplanationView>(path)
  print(output, { whole: found, rows: [found], human: () => words(found) })
  return 0
}

function words({ story, bans, incidents }: ExplanationView): string[] {
  return [
    ...story.map(safe),
    ...bans.map(recomputedWords),
    ...incidents.map(({ id, kind, state, since }) =>
      safe(`incident ${id}: ${kind}, ${state}, since ${localTime(since)}`),
    ),
  ]
}

function recomputedWords({ ban, evidence, recomputed }: ExplainedBan): string {
  const name = `ban ${ban.id}`
  if (!recomputed.possible) return safe(`${name} cannot be reckoned anew: ${recomputed.why}`)
  const stored = evidence?.nats === undefined ? '' : `, ${evidence.nats.toFixed(1)} are stored`
  const agrees = recomputed.agrees ? 'the same comes out again' : 'SOMETHING ELSE COMES OUT'
  return safe(
    `${name} reckoned anew from its evidence: ${recomputed.nats.toFixed(1)} nats for ${recomputed.kind}${stored}; ${agrees}`,
  )
}
