import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { browserFaultsOf, faultsOf } from './architecture.ts'

const source = join(import.meta.dirname, '..', 'src')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))

const browser = join(import.meta.dirname, '..', 'dashboard', 'src')
const browserFiles = readdirSync(browser, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))

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

  it('holds for every file of the browser app', () => {
    expect(browserFiles.length).toBeGreaterThan(30)
    expect(
      browserFiles.flatMap((file) =>
        browserFaultsOf(file.replaceAll('\\', '/'), readFileSync(join(browser, file), 'utf8')),
      ),
    ).toEqual([])
  })

  it.each([
    ['parts/a.tsx', "import { b } from '../../../src/lib/b.ts'", 'must not import ../../../src/lib/b.ts'],
    ['parts/a.tsx', "import React from 'react'", 'must not import react'],
    ['parts/a.tsx', "import { readFile } from 'node:fs'", 'must not import node:fs'],
    ['parts/utils.tsx', '', 'hides its job'],
    ['parts/a.tsx', '<p dangerouslySetInnerHTML={{ __html: text }} />', 'text node'],
    ['parts/a.tsx', '\n'.repeat(301), '301 lines'],
  ])('finds the fault in %s of the browser app: %s', (path, text, fault) =>
    expect(browserFaultsOf(path, text).join()).toContain(fault),
  )

  it.each([
    "import type { BanView } from '../../../src/domain/control.ts'",
    "import { useState } from 'preact/hooks'\nimport { signal } from '@preact/signals'\nimport './parts.css'",
  ])('lets pass in the browser app: %s', (text) => expect(browserFaultsOf('parts/a.tsx', text)).toEqual([]))
})
