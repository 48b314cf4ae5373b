import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { faultsOf } from './architecture.ts'

const source = join(import.meta.dirname, '..', 'src')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))

describe('architecture', () => {
  it('holds for every file', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(
      files.flatMap((file) => faultsOf(file.replaceAll('\\', '/'), readFileSync(join(source, file), 'utf8'))),
    ).toEqual([])
  })

  it.each([
    ['brain/decide/a.ts', "import { b } from '../../edge/window/b.ts'", 'brain/decide must not import edge/window'],
    ['brain/decide/a.ts', "import { b } from '../detect/b.ts'", 'brain/decide must not import brain/detect'],
    ['domain/a.ts', "import type { B } from '../wire/b.ts'", 'domain must not import wire'],
    ['lib/a.ts', "import { b } from '../domain/b.ts'", 'lib must not import domain'],
    ['app/a.ts', "const b = await import('../cli/b.ts')", 'app must not import cli'],
    ['edge/parse/a.ts', "import { z } from 'zod'", 'zod may only be imported by'],
    ['app/a.ts', "import left from 'left-pad'", 'left-pad has no door'],
    ['app/utils.ts', '', 'hides its job'],
    ['app/a.ts', 'const t = Date.now()', 'belong to lib'],
    ['app/a.ts', '\n'.repeat(301), '301 lines'],
  ])('finds the fault in %s: %s', (path, text, fault) => expect(faultsOf(path, text).join()).toContain(fault))

  it.each([
    ['app/a.ts', "import { b } from '../brain/decide/b.ts'"],
    ['brain/decide/a.ts', "import { b } from './b.ts'\nimport { c } from '../../lib/c.ts'"],
    ['lib/logger.ts', "import { pino } from 'pino'"],
  ])('lets pass %s: %s', (path, text) => expect(faultsOf(path, text)).toEqual([]))
})
