import { writeSync } from 'node:fs'
import { systemClock } from '../lib/clock.ts'
import { banOf } from './ban.fixture.ts'
import { StateStore } from './state-store.ts'

/** Bans one address after the other for ever, and tells each on standard output once the store says that it is on disk. */
const store = await StateStore.open(process.argv[2]!, {
  clock: systemClock,
  onTrouble: ({ text }) => process.stderr.write(`${text}\n`),
})
for (let number = Number(process.argv[3]); ; number++) {
  const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`
  if (store.apply({ type: 'put', ban: banOf(address) })) writeSync(1, `${address}\n`)
}
