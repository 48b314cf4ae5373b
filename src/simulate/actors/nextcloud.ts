import { type EpochMilliseconds, MINUTE, SECOND } from '../../domain/units.ts'
import { Random } from '../../lib/random.ts'
import type { Part } from '../part.ts'
import { honest } from '../part-truth.ts'
import { type Plan, PlannedActor } from '../planned-actor.ts'
import { poissonTimes } from '../poisson-times.ts'

const CLIENTS = 10
/** Seconds between two looks at the server's state, and at the folder. */
const POLL = 60
const LOOK = 30
/** Files that one synchronisation uploads, at most. */
const MOST_FILES = 20
/** How an upload may end other than well: gone, folder missing, changed meanwhile, locked by another client. */
const REFUSED = [404, 409, 412, 423]

interface Client {
  readonly address: string
  readonly agent: string
  readonly user: string
  readonly phase: number
}

/** Sync clients of a file cloud: unusual methods all day, uploads in pieces, refusals that mean nothing bad. */
export const nextcloud: Part = {
  name: 'nextcloud',
  summary: 'ten sync clients of a file cloud: PROPFIND, REPORT, uploads in pieces, previews, now and then 404 to 423',
  create({ seed }) {
    const random = new Random(seed)
    const clients = Array.from({ length: CLIENTS }, (_, i) => ({
      address: `198.51.100.${80 + i}`,
      agent: i % 3 === 0 ? 'Mozilla/5.0 (Android) Nextcloud-android/3.29.2' : 'Mozilla/5.0 (Linux) mirall/3.13.2git',
      user: `user${i + 1}`,
      phase: random.below(POLL),
    }))
    const actor = new PlannedActor((from, plan) => {
      for (const client of clients) {
        const second = from / SECOND + client.phase
        const dav = `/remote.php/dav/files/${client.user}/`
        const ask = asker(random, client, plan)
        if (second % POLL === 0) ask(from + random.below(SECOND), 'GET', '/status.php', 200, 164)
        if (second % LOOK === 7) ask(from + random.below(SECOND), 'PROPFIND', dav, 207, 900)
        for (const at of poissonTimes(random, from, SECOND / (9 * MINUTE))) synchronise(random, client, at, plan)
        for (const at of poissonTimes(random, from, SECOND / (14 * MINUTE))) lookAtPhotos(random, client, at, plan)
      }
    })
    const reason =
      'a sync client of a file cloud: unusual methods, uploads in pieces and harmless refusals are its work'
    return { actor, truth: honest(reason, ...clients.map(({ address }) => address)) }
  },
}

function asker(random: Random, { address, agent }: Client, plan: Plan) {
  return (at: EpochMilliseconds, method: string, path: string, status: number, bytes: number) =>
    plan({ at, address, agent, method, path, status, bytes, duration: 10 + Math.floor(random.gap(60)), referrer: '' })
}

/** Calendars first, then some files: a folder for the pieces, the pieces, and the move that joins them. */
function synchronise(random: Random, client: Client, start: EpochMilliseconds, plan: Plan): void {
  const ask = asker(random, client, plan)
  let at = start
  const soon = () => {
    at += 40 + Math.floor(random.gap(150))
    return at
  }
  ask(soon(), 'REPORT', `/remote.php/dav/calendars/${client.user}/personal/`, 207, 2_400)
  ask(soon(), 'PROPFIND', `/remote.php/dav/files/${client.user}/Documents/`, 207, 9_000 + random.below(9_000))
  for (let files = 1 + random.below(MOST_FILES); files > 0; files--) {
    const upload = `/remote.php/dav/uploads/${client.user}/${1_000_000_000 + random.below(1_000_000_000)}`
    const refused = random.below(12) === 0
    ask(soon(), 'MKCOL', upload, 201, 0)
    for (let piece = 1 + random.below(6); piece > 0; piece--) ask(soon(), 'PUT', `${upload}/${piece}`, 201, 0)
    ask(soon(), 'MOVE', `${upload}/.file`, refused ? random.pick(REFUSED) : 201, refused ? 240 : 0)
  }
}

function lookAtPhotos(random: Random, client: Client, start: EpochMilliseconds, plan: Plan): void {
  const ask = asker(random, client, plan)
  for (let i = 20 + random.below(40); i > 0; i--) {
    const isMissing = random.below(15) === 0
    const path = `/index.php/core/preview?fileId=${random.below(90_000)}&x=256&y=256&a=true`
    const at = start + Math.floor(4 * SECOND * random.next())
    ask(at, 'GET', path, isMissing ? 404 : 200, isMissing ? 2 : 9_000 + random.below(30_000))
  }
}
