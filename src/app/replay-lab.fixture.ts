import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { ReplayJob, ReplayLab } from '../domain/replay-lab.ts'
import { nginxJsonLine } from '../simulate/nginx-json.ts'
import { Scenario } from '../simulate/scenario.ts'

const PACKAGE = resolve(import.meta.dirname, '../..')

/** The worker as the package ships it, with what it finds two folders up. */
export async function builtWorker(): Promise<{ readonly file: URL; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-worker-'))
  for (const name of ['kernel', 'data', 'node_modules']) symlinkSync(join(PACKAGE, name), join(folder, name))
  const outdir = join(folder, 'dist', 'cli')
  mkdirSync(outdir, { recursive: true })
  await build({
    entryPoints: { 'replay-lab-worker': join(PACKAGE, 'src/app/replay-lab-worker.ts') },
    ...{
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      outdir,
    },
    logLevel: 'warning',
  })
  return {
    file: pathToFileURL(join(outdir, 'replay-lab-worker.js')),
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** Seconds of a site under attack, each as the text of its lines. */
export function attackedSite(seed: number, minutes: number): string[] {
  const from = Date.UTC(2026, 2, 2, 12)
  const scenario = new Scenario({
    ...{ seed, rate: 4, from, length: minutes * 60_000, start: from + 25 * 60_000, end: from + 27 * 60_000 },
    attack: ['flood', 'scan'],
  })
  return [...scenario.seconds()].map((requests) => requests.map(nginxJsonLine).join(''))
}

/** Waits until a job has ended, and gives it as it is then. */
export async function ended(lab: ReplayLab, id: string): Promise<ReplayJob> {
  for (;;) {
    const job = lab.job(id)!
    if (job.state !== 'waiting' && job.state !== 'running') return job
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What a client sends, in pieces. */
export async function* pieces(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part
}
