import { describe, expect, it } from 'vitest'
import { defaultConfig } from '../config/defaults.ts'
import { chooseLogs } from './log-choice.ts'

describe('chooseLogs', () => {
  const config = { ...defaultConfig, logs: ['/a.log', { path: '/b.log', format: 'common' }] }

  it('takes the logs that are named, in the format that is asked for', async () => {
    expect(await chooseLogs(['/n.log', '-'], config)).toEqual({
      logs: [
        { path: '/n.log', format: 'auto' },
        { path: '-', format: 'auto' },
      ],
      notes: [],
    })
    expect((await chooseLogs(['/n.log'], config, 'json')).logs).toEqual([{ path: '/n.log', format: 'json' }])
  })

  it('takes the logs of the configuration when none is named, each in its format', async () => {
    const { logs } = await chooseLogs([], config, 'json')
    expect(logs).toEqual([
      { path: '/a.log', format: 'json' },
      { path: '/b.log', format: 'common' },
    ])
  })
})
