import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { secondOf } from '../domain/metric-second.fixture.ts'
import { METHODS } from '../domain/record-batch.ts'
import { ManualClock } from '../lib/clock.ts'
import { METHOD_COLUMNS } from './history-schema.ts'
import { HistoryStore } from './history-store.ts'
import { loadSqlite } from './sqlite.ts'
import { temporaryFolder } from './store.fixture.ts'

const START = Date.UTC(2026, 2, 2) / 1_000

/** As the first version made it. */
const VERSION_1 = ['seconds', 'minutes', 'hours'].map(
  (table) => `CREATE TABLE ${table} (
    start INTEGER PRIMARY KEY, seconds INTEGER NOT NULL, requests INTEGER NOT NULL, bytes INTEGER NOT NULL,
    client_errors INTEGER NOT NULL, server_errors INTEGER NOT NULL, not_found INTEGER NOT NULL, prevented INTEGER NOT NULL,
    requests_bands INTEGER NOT NULL, requests_mean REAL NOT NULL, requests_low REAL NOT NULL, requests_high REAL NOT NULL,
    errors_bands INTEGER NOT NULL, errors_mean REAL NOT NULL, errors_low REAL NOT NULL, errors_high REAL NOT NULL,
    requests_most INTEGER NOT NULL, clients_most INTEGER NOT NULL, p99_most REAL);
  INSERT INTO ${table} VALUES (${START - 3_600}, 60, 600, 6000, 40, 5, 30, 9, 60, 540.5, 240, 900, 0, 0, 0, 0, 44, 17, 120.5);`,
)

it('brings a history of the first version forward with all that it holds', async () => {
  const folder = temporaryFolder()
  const old = (await loadSqlite())(join(folder, 'history.db'), { timeout: 0 })
  old.exec(`${VERSION_1.join('\n')} PRAGMA user_version = 1;`)
  old.close()
  const troubles: unknown[] = []
  const clock = new ManualClock(START * 1_000)
  const history = await HistoryStore.open(folder, { clock, onTrouble: (trouble) => troubles.push(trouble) })
  onTestFinished(() => history.close())
  history.add(secondOf(START - 1))
  const points = history.query((START - 3_600) * 1_000, START * 1_000, 100)
  expect(troubles).toEqual([])
  expect(points).toMatchObject([
    {
      ...{ start: START - 3_600, seconds: 60, requests: 600, bytes: 6_000, clientErrors: 40, serverErrors: 5 },
      ...{ notFound: 30, prevented: 9, mostRequests: 44, mostClients: 17, mostLatencyP99: 120.5 },
      ...{ splitSeconds: 0, succeeded: 0, redirects: 0, expectedErrors: null },
      expected: { requests: { mean: 540.5 / 60, low: 4, high: 15 }, bytes: null, clients: null },
    },
    { seconds: 1, requests: 10, splitSeconds: 1, succeeded: 3, redirects: 1, expectedErrors: null },
  ])
})

it('has a column for each method', () => {
  expect(METHOD_COLUMNS).toEqual(METHODS.map((name) => `method_${name.toLowerCase()}`))
})
