import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defaultConfig } from '../config/defaults.ts'
import type { Config } from '../config/schema.ts'
import type { AuditFacts } from '../domain/audit.ts'
import type { BanView } from '../domain/control.ts'
import type { LabFile, ReplayJob, ReplayLab } from '../domain/replay-lab.ts'
import { systemClock } from '../lib/clock.ts'
import { keptLog, writeLog } from './priming.fixture.ts'
import { replay } from './replay.ts'
import { attackedSite, builtWorker, ended, pieces } from './replay-lab.fixture.ts'
import { openReplayLab } from './replay-lab.ts'
import { startReplayThread } from './replay-lab-thread.ts'

const SITE = attackedSite(7, 40)
let built: Awaited<ReturnType<typeof builtWorker>>
let folder: string
let lab: ReplayLab
let messages: unknown[]
let recorded: AuditFacts[]
let config: Config
beforeAll(async () => {
  built = await builtWorker()
})
afterAll(() => built.remove())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breakwater-lab-'))
  messages = []
  recorded = []
  config = defaultConfig
  lab = openReplayLab({
    stateFolder: folder,
    logs: () => [{ path: at('access.log'), format: 'auto' }],
    config: () => config,
    clock: systemClock,
    log: keptLog().log,
    record: (facts) => recorded.push(facts),
    play: (task, hear) =>
      startReplayThread(
        task,
        (message) => {
          messages.push(message)
          hear(message)
        },
        built.file,
      ),
  })
})
afterEach(async () => {
  await lab.close()
  rmSync(folder, { recursive: true })
})
const at = (name: string) => join(folder, name)
const piece = (from: number, to: number) => SITE.slice(60 * from, 60 * to).join('')
const ids = (files: readonly LabFile[]) => files.map(({ id }) => id)

async function played(files: readonly string[], options: Record<string, unknown> = {}): Promise<ReplayJob> {
  const job = await lab.start({ author: 'mara', files, profile: 'calibrated', options })
  if ('outcome' in job) throw new Error(job.message)
  return ended(lab, job.id)
}

/** What `breakwater replay -o ndjson` tells. */
async function onTheCommandLine(files: string[], changed: Partial<Config> = {}) {
  const lines: string[] = []
  await replay({
    ...{ files, config: { ...config, ...changed }, output: 'ndjson', seed: 0 },
    out: {
      isTerminal: false,
      wording: { time: String, duration: String },
      line: (text) => lines.push(text),
      flush() {},
    },
    progress: { update() {}, note() {}, stop() {} },
  })
  const objects = lines.map((line) => JSON.parse(line))
  const of = (wanted: string) => objects.filter(({ type }) => type === wanted)
  return { bans: of('ban'), incidents: of('incident'), summary: objects.at(-1) }
}

function expectSame(
  { result }: ReplayJob,
  { bans, incidents, summary }: Awaited<ReturnType<typeof onTheCommandLine>>,
): void {
  const told = (ban: BanView) =>
    [ban.incident, ban.address, ban.at, ban.duration_s, ban.kind, ban.reason, ban.offence] as const
  expect(result!.bans.map(told)).toEqual(bans.map(told))
  const last = new Map(incidents.map((incident) => [incident.id, [incident.id, incident.state, incident.severity]]))
  expect(result!.incidents.map(({ id, state, severity }) => [id, state, severity])).toEqual([...last.values()])
  const { requests, sources, from, to, prevented, prevented_ok } = summary
  expect(result!.cost).toMatchObject({ requests, sources, from, to, prevented, prevented_ok })
  expect([result!.cost.bans, result!.cost.incidents]).toEqual([summary.bans, summary.incidents])
}

describe('the replay lab', () => {
  it('decides as the command line does: a log with its rotated parts, plain and packed, in the order of time', async () => {
    writeLog(at('access.log.2.gz'), piece(0, 12))
    writeLog(at('access.log.1'), piece(12, 26))
    writeLog(at('access.log'), piece(26, 40))
    const files = lab.files()
    expect(files.map(({ name }) => name)).toEqual([at('access.log'), at('access.log.1'), at('access.log.2.gz')])
    const job = await played([files[1]!.id, files[2]!.id, files[0]!.id])
    expect(job).toMatchObject({ state: 'done', progress: 1, trouble: null, order: { author: 'mara' } })
    expect(job.names).toEqual(['access.log.1', 'access.log.2.gz', 'access.log'].map(at))
    const whole = writeLog(at('whole.log'), piece(0, 40))
    expect(job.result!.bans.length).toBeGreaterThan(1)
    expect(job.result!.bans.every(({ state, remaining_s }) => state === 'observed' && remaining_s === 0)).toBe(true)
    expect(job.result!.incidents.length).toBe(job.result!.cost.incidents)
    expectSame(job, await onTheCommandLine([whole]))
    expect(recorded).toEqual([
      expect.objectContaining({
        type: 'operator',
        author: 'mara',
        action: 'replay',
        reason: 'profile calibrated, options {}',
      }),
    ])
    expect(messages.length).toBeLessThan(20)
    for (const message of messages) expect(JSON.stringify(message).length).toBeLessThan(150_000)
  })

  it('plays with other options, and refuses those that are none or not of detection', async () => {
    writeLog(at('access.log'), piece(0, 40))
    const [file] = ids(lab.files())
    const bans = { ...defaultConfig.bans, ladder: [1_000, null] }
    const job = await played([file!], { bans: { ladder: ['1s', 'permanent'] }, protect: { private: false } })
    expectSame(job, await onTheCommandLine([at('access.log')], { bans, protect: { private: false } }))
    expect(job.result!.bans[0]!.duration_s).toBe(1)
    const refusals: [Record<string, unknown>, string][] = [
      [{ clasic: { z: 4 } }, 'options: unknown option clasic; did you mean classic?'],
      [{ classic: { zz: 4 } }, 'options: unknown option classic.zz; did you mean z?'],
      [{ bans: { ladder: ['10y'] } }, 'options: bans.ladder.0'],
      [{ enforce: 'nftables' }, 'enforce cannot be changed here'],
      [{ known_ranges: '/etc/shadow' }, 'known_ranges cannot be changed here'],
      [{ limits: { sources: '8Mi' } }, 'limits.sources is more than'],
      [{ profile: 'classic' }, 'two profiles'],
    ]
    for (const [options, words] of refusals) {
      const refused = await lab.start({ author: 'mara', files: [file!], profile: 'calibrated', options })
      expect(refused).toMatchObject({ code: 'bad-order', message: expect.stringContaining(words) })
    }
    expect(lab.jobs()).toHaveLength(1)
  })

  it('says what is wrong with a file, and goes on with the next order', async () => {
    const whole = writeLog(at('access.log.1.gz'), piece(0, 30))
    writeFileSync(whole, Buffer.concat([readStart(whole), Buffer.from('damage')]))
    writeLog(at('access.log'), 'this is no log\n'.repeat(20))
    const [live, packed] = ids(lab.files())
    const broken = await played([packed!])
    expect(broken).toMatchObject({ state: 'failed', result: null })
    expect(broken.trouble).toContain('the gzip data is damaged or cut off')
    const odd = await played([live!])
    expect(odd.result!.cost).toMatchObject({ requests: 0, refused_lines: 20 })
    expect(odd.result!.notes.join()).toContain('NOT ONE of its 20 lines was understood')
    expect(await lab.start({ author: 'm', files: ['0'], profile: 'classic', options: {} })).toMatchObject({
      code: 'no-such-file',
    })
  })

  it('ends a job at once, and does not read what was put in the place of a file', async () => {
    writeLog(at('access.log'), piece(0, 40).repeat(12))
    const [file] = ids(lab.files())
    const order = { author: 'mara', files: [file!], profile: 'calibrated', options: {} } as const
    const running = (await lab.start(order)) as ReplayJob
    const waiting = (await lab.start(order)) as ReplayJob
    expect([lab.job(running.id)?.state, waiting.state]).toEqual(['running', 'waiting'])
    renameSync(at('access.log'), at('access.log.1'))
    writeLog(at('access.log'), piece(0, 1))
    const before = performance.now()
    expect(lab.cancel(running.id)).toBe(true)
    expect(lab.job(running.id)?.state).toBe('cancelled')
    const next = await ended(lab, waiting.id)
    expect(performance.now() - before).toBeLessThan(15_000)
    expect(next.trouble).toContain('is not the file it was when the replay was ordered')
    expect(lab.cancel(running.id)).toBe(false)
    expect(lab.jobs().map(({ state }) => state)).toEqual(['failed', 'cancelled'])
  })

  it('plays what was handed in as it plays a log, and puts its parts in order', async () => {
    const whole = writeLog(at('whole.log'), piece(0, 40))
    const packed = writeLog(at('x.gz'), piece(0, 26))
    const first = await lab.upload('C:\\logs\\access.log.1.gz', pieces(readAll(packed)))
    const second = await lab.upload('../../access.log', pieces(piece(26, 40)))
    expect(first).toMatchObject({ name: 'access.log.1.gz', is_upload: true, bytes: statSync(packed).size })
    expect(second).toMatchObject({ name: 'access.log' })
    expect(readdirSync(at('lab')).every((name) => /^[0-9a-f]{16}$/.test(name))).toBe(true)
    const job = await played(ids(lab.files()).toReversed())
    expectSame(job, await onTheCommandLine([whole]))
    await lab.close()
    expect(existsSync(at('lab'))).toBe(false)
  })

  it('keeps the thread that it was ordered in free', async () => {
    writeLog(at('access.log'), piece(0, 40).repeat(4))
    let stall = 0
    let last = performance.now()
    const timer = setInterval(() => {
      stall = Math.max(stall, performance.now() - last - 5)
      last = performance.now()
    }, 5)
    const job = await played(ids(lab.files()))
    clearInterval(timer)
    console.info(`longest stall ${stall.toFixed(1)} ms in a replay of ${job.result!.cost.elapsed} ms`)
    expect(job.state).toBe('done')
    const progress = messages.filter((message) => (message as { type: string }).type === 'progress')
    expect(progress.length).toBeLessThanOrEqual(1 + job.result!.cost.elapsed / 250)
  })
})

function readAll(path: string): Buffer {
  return readFileSync(path)
}

function readStart(path: string): Buffer {
  const all = readAll(path)
  return all.subarray(0, all.length >> 1)
}
