import { expect, it } from 'vitest'
import type { IncidentKind } from '../../../domain/finding.ts'
import { type Firing, Fusion } from './fusion.ts'

/** What each second comes to, as `host + part + part`; in a second `kind!` is the stronger one and `(kind)` only suspected. */
function play(...seconds: readonly string[]): string[] {
  const fusion = new Fusion<Firing>()
  return seconds.map((second) => {
    const words = second.split(' ').filter((word) => word !== '')
    const suspected = words.filter((word) => word.startsWith('(')).map((word) => word.slice(1, -1) as IncidentKind)
    const firing = words
      .filter((word) => !word.startsWith('('))
      .map((word) => ({ kind: word.replace('!', '') as IncidentKind, surprise: word.endsWith('!') ? 9 : 3 }))
    return fusion
      .join(firing, new Set([...suspected, ...firing.map(({ kind }) => kind)]))
      .map(({ host, parts }) => [host, ...parts].map(({ kind }) => kind).join(' + '))
      .join(', ')
  })
}

it('makes one incident of a surge and what it brings', () => {
  expect(play('client-surge bandwidth-surge! traffic-surge')).toEqual([
    'traffic-surge + client-surge + bandwidth-surge',
  ])
})

it('lets a part wait for a host that is only suspected, and be an incident when there is none', () => {
  expect(play('client-surge (traffic-surge)', 'client-surge (traffic-surge)', 'client-surge')).toEqual([
    '',
    '',
    'client-surge',
  ])
})

it('makes the stronger one of two that bring each other the host, for as long as either lasts', () => {
  expect(play('server-errors latency!', 'server-errors! latency', 'server-errors', '', 'server-errors')).toEqual([
    'latency + server-errors',
    'latency + server-errors',
    'latency + server-errors',
    '',
    'server-errors',
  ])
})

it('keeps quiet about a part that outlasts its surge for a while', () => {
  const seconds = ['client-surge traffic-surge', ...new Array(150).fill('client-surge')]
  const told = play(...seconds)
  expect(told[1]).toBe('')
  expect(told[119]).toBe('')
  expect(told.at(-1)).toBe('client-surge')
})

it('tells apart what has different causes', () => {
  expect(play('not-found client-errors! traffic-surge')).toEqual(['client-errors + not-found, traffic-surge'])
})
