import { describe, expect, it } from 'vitest'
import { oneLogARequest } from './one-log-a-request.ts'
import type { AccessLog } from './server-logs.ts'

const log = (path: string, format = 'combined', conditional = false): AccessLog => ({
  paths: [path],
  format,
  conditional,
  where: 'n.conf:1',
  notes: [],
})
const chosen = (...levels: AccessLog[][]) => oneLogARequest(levels).map(({ paths }) => paths[0])

describe('oneLogARequest', () => {
  it('follows the logs of all levels', () => expect(chosen([log('/a')], [log('/b')])).toEqual(['/a', '/b']))

  it('follows one of two logs with the same requests, that with durations', () => {
    expect(chosen([log('/a'), log('/b', '$remote_addr $request_time')])).toEqual(['/b'])
    expect(chosen([log('/a'), log('/b', '%h %>s %D')])).toEqual(['/b'])
    expect(chosen([log('/a'), log('/b')])).toEqual(['/a'])
  })

  it('follows one that another level needs anyway', () =>
    expect(chosen([log('/all', '$request_time'), log('/site')], [log('/site')])).toEqual(['/site']))

  it('prefers a log with all requests, else follows all parts', () => {
    expect(chosen([log('/bots', 'combined', true), log('/all')])).toEqual(['/all'])
    expect(chosen([log('/bots', 'combined', true), log('/people', 'combined', true)])).toEqual(['/bots', '/people'])
  })
})
