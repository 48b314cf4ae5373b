import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PICTURE_NAMES, pictureOf } from '../pictures/pictures.ts'

const guide = join(import.meta.dirname, '..', '..', 'docs', 'guide')
const page = readFileSync(join(guide, 'detection.md'), 'utf8')

describe('pictures of docs/guide/detection.md', () => {
  it('are those that are made', () =>
    expect(readdirSync(join(guide, 'pictures')).sort()).toEqual(PICTURE_NAMES.map((name) => `${name}.svg`).sort()))

  it('show what the engine does today; else: npm run pictures', () =>
    expect(readFileSync(join(guide, 'pictures', 'slow-scan.svg'), 'utf8')).toBe(pictureOf('slow-scan')))

  it.each(PICTURE_NAMES)('%s stands in the page with words for whoever cannot see it', (name) => {
    expect(page).toMatch(new RegExp(`!\\[[^\\]]{60,}\\]\\(pictures/${name}\\.svg\\)`))
    expect(existsSync(join(guide, 'pictures', `${name}.svg`))).toBe(true)
  })
})
