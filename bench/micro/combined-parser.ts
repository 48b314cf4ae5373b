/**
 * Nanoseconds a line of the combined format, in memory: finding line feeds alone, the parser by hand, the same format through
 * the general TextParser, and the recogniser. Run with `npx tsx bench/micro/combined-parser.ts`.
 */
import { FileTally } from '../../src/domain/file-tally.ts'
import { ByteText } from '../../src/domain/record-batch.ts'
import { VALID } from '../../src/domain/reject-reason.ts'
import type { LineParser } from '../../src/edge/parse/line-parser.ts'
import { LineReader } from '../../src/edge/parse/line-reader.ts'
import { createParser } from '../../src/edge/parse/registry.ts'

const LINES = 1_200
const ROUNDS = 7
const CHUNKS = 400
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36'
const PATHS = [
  '/',
  '/products/12345/view',
  '/api/v2/users/8823?page=2',
  '/assets/js/main.js',
  '/blog/a-long-and-nice-title',
]

function chunk(): ByteText {
  const lines = Array.from({ length: LINES }, (_, i) => {
    const address = `198.18.${(i * 7) % 256}.${(i * 31) % 256}`
    const referer = i % 3 === 0 ? '-' : 'https://example.org/products'
    return `${address} - - [20/Nov/2026:10:00:01 +0000] "GET ${PATHS[i % 5]} HTTP/1.1" 200 ${i * 13} "${referer}" "${AGENT}"\n`
  })
  return new ByteText(Buffer.from(lines.join('')))
}

const GENERAL =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent$empty"'
const parsers: Readonly<Record<string, LineParser>> = {
  'line feeds only': { name: 'none', parse: () => VALID },
  combined: createParser('combined'),
  auto: createParser('auto'),
  'log_format text': createParser(GENERAL),
}

const text = chunk()
console.log(`${(text.bytes.length / LINES).toFixed(0)} bytes a line`)
for (const [name, parser] of Object.entries(parsers)) {
  const tally = new FileTally(name)
  const reader = new LineReader({ parser, tally, sink: { consume: () => {} } })
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint()
    for (let i = 0; i < CHUNKS; i++) reader.read(text, 0, text.bytes.length)
    best = Math.min(best, Number(process.hrtime.bigint() - start) / (CHUNKS * LINES))
  }
  console.log(`${name.padEnd(16)} ${best.toFixed(1).padStart(6)} ns a line, ${tally.rejected} refused`)
}
