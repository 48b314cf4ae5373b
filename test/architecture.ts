import { posix } from 'node:path'

/** Layers from left to right; rooms of one layer never import each other. */
const LAYERS: readonly (readonly string[])[] = [
  ['lib'],
  ['sketch'],
  ['domain'],
  ['wire'],
  [
    'edge/source',
    'edge/discover',
    'edge/parse',
    'edge/window',
    'edge/enforce',
    'brain/baseline',
    'brain/detect',
    'brain/incident',
    'brain/decide',
    'brain/explain',
    'bus',
    'store',
    'notify',
    'server',
    'terminal',
    'simulate',
  ],
  ['config'],
  ['app'],
  ['cli'],
  ['library'],
]

/** The one door of each third-party package: paths that begin like this. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  '@photostructure': ['store/sqlite.ts'],
  pino: ['lib/logger.ts'],
  'cli-progress': ['cli/progress.ts'],
  commander: ['cli/'],
  fastify: ['server/'],
  '@fastify': ['server/'],
  yaml: ['config/'],
  zod: ['config/'],
  nodemailer: ['notify/notifiers/email.ts'],
}

const HIDES_ITS_JOB = /^(utils?|helpers?|common|misc|types|index)\.ts$/
const OUTSIDE_WORLD = /\bDate\.now\(|\bnew Date\(\)|\bset(?:Interval|Timeout)\(|node:child_process/
const IMPORT = /(?:import|export)\s[^'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm

/** What is wrong with one source file. `path` is below src, with forward slashes. */
export function faultsOf(path: string, text: string): string[] {
  const isTest = /\.(test|contract|fixture)\.ts$/.test(path)
  const faults: string[] = []
  const lines = text.split('\n').length - 1
  if (lines > (isTest ? 400 : 300)) faults.push(`${path}: ${lines} lines`)
  if (HIDES_ITS_JOB.test(posix.basename(path))) faults.push(`${path}: the name hides its job`)
  if (!isTest && !path.startsWith('lib/') && OUTSIDE_WORLD.test(text))
    faults.push(`${path}: the clock, timers and processes belong to lib`)
  for (const [, first, second, third] of text.matchAll(IMPORT)) {
    const fault = importFault(path, (first ?? second ?? third)!, isTest)
    if (fault !== undefined) faults.push(fault)
  }
  return faults
}

function importFault(path: string, target: string, isTest: boolean): string | undefined {
  if (target.startsWith('node:')) return undefined
  if (!target.startsWith('.')) {
    const door = DOORS[target.split('/')[0]!]
    if (isTest) return undefined
    if (door === undefined)
      return `${path}: ${target} has no door; add it to test/architecture.ts with its reason in docs/decisions`
    return door.some((prefix) => path.startsWith(prefix))
      ? undefined
      : `${path}: ${target} may only be imported by ${door.join(', ')}`
  }
  const to = posix.normalize(posix.join(posix.dirname(path), target))
  if (to.startsWith('..')) return isTest ? undefined : `${path}: imports ${target}, outside src`
  const [fromRoom, toRoom] = [roomOf(path), roomOf(to)]
  if (fromRoom === undefined || toRoom === undefined)
    return `${path}: ${fromRoom === undefined ? path : to} is in no room`
  if (fromRoom.name === toRoom.name || toRoom.layer < fromRoom.layer) return undefined
  return `${path}: ${fromRoom.name} must not import ${toRoom.name} (${target})`
}

/** Packages of the browser app; tests may have others. */
const BROWSER_PACKAGES = ['preact', '@preact/signals', 'uplot']

/** What is wrong with one file of the browser app. `path` is below dashboard/src, with forward slashes. */
export function browserFaultsOf(path: string, text: string): string[] {
  const isTest = /\.test\.ts$/.test(path)
  const faults: string[] = []
  const lines = text.split('\n').length - 1
  if (lines > (isTest ? 400 : 300)) faults.push(`${path}: ${lines} lines`)
  if (HIDES_ITS_JOB.test(posix.basename(path).replace('.tsx', '.ts'))) faults.push(`${path}: the name hides its job`)
  if (/dangerouslySetInnerHTML|\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write\(|\beval\(/.test(text))
    faults.push(`${path}: text of a log must only ever become a text node`)
  for (const [, first, second, third] of text.matchAll(IMPORT)) {
    const target = (first ?? second ?? third)!
    if (isTest && !target.startsWith('.')) continue
    const to = posix.normalize(posix.join('dashboard/src', posix.dirname(path), target))
    const isKnown = target.startsWith('.')
      ? to.startsWith('dashboard/src/') || to.startsWith('src/domain/')
      : BROWSER_PACKAGES.some((name) => target === name || target.startsWith(`${name}/`))
    if (!isKnown) faults.push(`${path}: the browser app must not import ${target}`)
  }
  return faults
}

function roomOf(path: string): { name: string; layer: number } | undefined {
  for (const [layer, rooms] of LAYERS.entries()) {
    const name = rooms.find((room) => path.startsWith(`${room}/`))
    if (name !== undefined) return { name, layer }
  }
  return undefined
}
