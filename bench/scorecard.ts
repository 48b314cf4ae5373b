/** What the classic rules catch of what the simulator knows, as docs/guide/classic-results.md. `npm run scorecard` */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Engine } from '../src/app/engine.ts'
import { type Score, TruthScore } from '../src/app/truth-score.ts'
import { defaultConfig } from '../src/config/defaults.ts'
import { FileTally } from '../src/domain/file-tally.ts'
import { ByteText } from '../src/domain/record-batch.ts'
import { MINUTE } from '../src/domain/units.ts'
import { LineReader } from '../src/edge/parse/line-reader.ts'
import { createParser } from '../src/edge/parse/registry.ts'
import { nginxJsonLine } from '../src/simulate/nginx-json.ts'
import { attackParts } from '../src/simulate/registry.ts'
import { Scenario, USUAL_PARTS } from '../src/simulate/scenario.ts'

const PAGE = join(import.meta.dirname, '..', 'docs', 'guide', 'classic-results.md')
const SEEDS = [1, 2, 3]
const RATES = [5, 50]
const FROM = Date.UTC(2026, 2, 2, 8)
const START = FROM + 40 * MINUTE
const END = START + 5 * MINUTE
const LENGTH = 50 * MINUTE

interface Case {
  readonly name: string
  readonly benign: readonly string[]
  readonly attack: readonly string[]
}
const CASES: readonly Case[] = [
  { name: '(nothing happens)', benign: USUAL_PARTS, attack: [] },
  { name: '(nothing happens, with a Nextcloud)', benign: [...USUAL_PARTS, 'nextcloud'], attack: [] },
  { name: 'flash-crowd', benign: [...USUAL_PARTS, 'flash-crowd'], attack: [] },
  ...attackParts.map(({ name }) => ({ name, benign: USUAL_PARTS, attack: [name] })),
]

function score({ benign, attack }: Case, rate: number, seed: number): Score {
  const scenario = new Scenario({ seed, rate, benign, attack, from: FROM, length: LENGTH, start: START, end: END })
  const judge = new TruthScore(scenario.truth())
  const engine = new Engine({
    config: defaultConfig,
    ownAddresses: [],
    seed: 0,
    events: { emit: (event) => judge.see(event) },
    onProtected() {},
    onDetectorFailure(detector, error) {
      throw new Error(`${detector} failed`, { cause: error })
    },
  })
  const reader = new LineReader({ parser: createParser('json'), tally: new FileTally('log'), sink: engine })
  for (const requests of scenario.seconds()) {
    if (requests.length === 0) continue
    const text = Buffer.from(requests.map(nginxJsonLine).join(''))
    reader.read(new ByteText(text), 0, text.length)
  }
  engine.finish()
  return judge.score()
}

function row(one: Case, rate: number): string {
  const scores = SEEDS.map((seed) => score(one, rate, seed))
  const sum = (pick: (score: Score) => number) => scores.reduce((all, each) => all + pick(each), 0)
  const median = (pick: (score: Score) => number | null) => {
    const values = scores.map(pick).filter((value) => value !== null)
    return values.length === 0 ? '–' : `${values.sort((a, b) => a - b)[values.length >> 1]!.toFixed(1)} s`
  }
  const share = (part: number, whole: number) => (whole === 0 ? '–' : `${part} of ${whole}`)
  const cells = [
    one.name,
    share(
      sum((each) => each.attackers_banned),
      sum((each) => each.attackers),
    ),
    median((each) => each.seconds_to_ban),
    share(
      sum((each) => each.troubles_told),
      sum((each) => each.troubles),
    ),
    median((each) => each.seconds_to_incident),
    String(sum((each) => each.false_bans)),
    (sum((each) => each.stray_incidents) / SEEDS.length).toFixed(1),
  ]
  console.error(`${rate} requests/s: ${cells.join(' | ')}`)
  return `| ${cells.join(' | ')} |`
}

const tables = RATES.map(
  (rate) => `## A site of ${rate} requests/s

| what happens | attackers banned | after | troubles told | after | false bans | stray incidents a run |
|---|--:|--:|--:|--:|--:|--:|
${CASES.map((one) => row(one, rate)).join('\n')}
`,
)
writeFileSync(
  PAGE,
  `# What the classic rules catch

Made by \`npm run scorecard\`; nothing is left out. Each line sums ${SEEDS.length} seeds of ${LENGTH / MINUTE} simulated minutes (\`breakwater simulate --list\` says what each name
is): 40 minutes of history, the attack from minute 40 to 45, then 5 minutes of rest. *After* is the median from the beginning of the
attack. A *false ban* is a ban of anybody who is no attacker. A *stray incident* is one of the site while there was no trouble: the
rules of the brief compare with the last 60 points, and values that move slowly, such as shares over 60 s, often stand out from those. That is
what the profile \`calibrated\` is to replace.

${tables.join('\n')}`,
)
