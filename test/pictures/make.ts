/** Writes the pictures of docs/guide/detection.md from replays of simulated logs: `npm run pictures`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PICTURE_NAMES, pictureOf } from './pictures.ts'

const folder = join(import.meta.dirname, '..', '..', 'docs', 'guide', 'pictures')
mkdirSync(folder, { recursive: true })
for (const name of PICTURE_NAMES) {
  writeFileSync(join(folder, `${name}.svg`), pictureOf(name))
  process.stdout.write(`docs/guide/pictures/${name}.svg\n`)
}
