/** ns for each row of TickWindow.count (locate + count) by number of addresses. `npx tsx bench/micro/source-table.ts` */

import { cpus } from 'node:os'
import { UNLIMITED } from '../../src/domain/limits.ts'
import { BATCH_CAPACITY, RecordBatch } from '../../src/domain/record-batch.ts'
import { TickWindow } from '../../src/edge/window/tick-window.ts'

const ROWS = Number(process.argv[2] ?? 6_000_000)
const ROWS_A_SECOND = 2_000
const NEVER = { 1: 300, 10: 1_000, 60: 0x7fffffff }

function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (t ^ (t >>> 14)) >>> 0
  }
}

/** Addresses of all rows, drawn before the clock starts. `busy`: half of the rows come from 1,000 addresses. */
function draw(addresses: number, busy: boolean): Uint32Array {
  const next = random(7)
  const keys = new Uint32Array(ROWS)
  for (let row = 0; row < ROWS; row++) {
    const one = busy && (next() & 1) === 0 ? next() % 1_000 : next() % addresses
    keys[row] = Math.imul(one, 0x9e3779b1) >>> 0
  }
  return keys
}

function run(addresses: number, busy: boolean): void {
  const keys = draw(addresses, busy)
  const window = new TickWindow({
    limits: { ...UNLIMITED, plain: NEVER, strict: NEVER },
    judge: {
      surge: () => false,
      judge() {
        throw new Error('no source goes over a limit here')
      },
    },
    bans: { size: 0, isBanned: () => false },
  })
  const batch = new RecordBatch()
  batch.status.fill(200)
  batch.bytes.fill(1_234)
  for (let row = 0; row < BATCH_CAPACITY; row++) batch.method[row] = row % 5
  const halves: number[] = []
  let second = 1_700_000_000
  let inSecond = 0
  window.advance(second)
  let start = process.cpuUsage().user
  for (let at = 0; at < ROWS; ) {
    const rows = Math.min(BATCH_CAPACITY, ROWS - at, ROWS_A_SECOND - inSecond)
    batch.keyLow.set(keys.subarray(at, at + rows))
    window.count(batch, 0, rows, second)
    at += rows
    inSecond += rows
    if (inSecond === ROWS_A_SECOND) {
      window.advance(++second)
      window.seal(second - 2)
      inSecond = 0
    }
    if (at === ROWS / 2 || at === ROWS) {
      const now = process.cpuUsage().user
      halves.push(((now - start) * 1_000) / (ROWS / 2))
      start = now
    }
  }
  const quiet = ((window.table.bytes - window.busy.bytes) / window.table.count).toFixed(1)
  console.log(
    `${addresses.toLocaleString('en')} addresses${busy ? ', half of the rows from 1,000' : ''}: ` +
      `first half ${halves[0]!.toFixed(1)} ns/row, second half ${halves[1]!.toFixed(1)} ns/row, ` +
      `${quiet} bytes/source, busy ${window.busy.used} (${(window.busy.bytes / 2 ** 20).toFixed(1)} MiB)`,
  )
}

console.log(`${cpus()[0]?.model.trim()}, Node ${process.version}, ${ROWS.toLocaleString('en')} rows`)
run(50_000, false)
run(50_000, true)
run(1_000_000, false)
run(4_000_000, false)
