import { describe, expect, it } from 'vitest'
import type { Evidence, Finding, IncidentKind } from '../../domain/finding.ts'
import { type JudgedPoint, SiteWatch } from './site-watch.ts'

const evidence = { detector: 'ewma' } as Evidence

function build(...open: IncidentKind[]) {
  const told: string[] = []
  const note = (verb: string) => (finding: Finding) => {
    told.push(`${verb} ${finding.kind} ${(finding.since ?? 0) / 1_000}`)
    if (verb === 'fire' && !open.includes(finding.kind)) open.push(finding.kind)
  }
  const watch = new SiteWatch({
    isOpen: (kind) => open.includes(kind),
    fire: note('fire'),
    join: (host, finding) => told.push(`join ${host} ${finding.kind}`),
  })
  let second = 0
  /** One second for each character: `!` anomalous, `.` in order. */
  const see = (series: Partial<Record<IncidentKind, string>>) => {
    const length = Math.max(...Object.values(series).map((text) => text.length))
    for (let i = 0; i < length; i++) {
      const points = Object.entries(series).map(
        ([kind, text]): JudgedPoint => ({
          metric: kind,
          kinds: [kind as IncidentKind],
          suspicions: text[i] === '!' ? [{ kind: kind as IncidentKind, evidence }] : [],
        }),
      )
      watch.see(1_000 * second++, points)
    }
  }
  return { told, see, watch, open }
}

describe('SiteWatch', () => {
  it.each([
    ['!!', []],
    ['!!!', ['fire latency 0']],
    ['!.!.!', ['fire latency 0']],
    ['!.!..!', []],
    ['!....!.!!', ['fire latency 5']],
  ])('fires when 3 of 5 points are anomalous, since the first of them: %s', (points, wanted) => {
    const { told, see } = build()
    see({ latency: points })
    expect(told).toEqual(wanted)
  })

  it('passes on every anomalous point of an incident that is open, and knows what is pending', () => {
    const { told, see, watch } = build('latency')
    see({ latency: '!..', 'server-errors': '..!' })
    expect(told).toEqual(['fire latency 0'])
    expect([...watch.pending].sort()).toEqual(['latency', 'server-errors'])
    watch.clear()
    expect([...watch.pending]).toEqual([])
  })

  it('makes clients, bytes and mix part of a surge of traffic, which they wait for while it is pending', () => {
    const { told, see } = build()
    see({ 'client-surge': '!!!!!', 'traffic-surge': '..!!!', 'method-mix': '..!!!' })
    expect(told).toEqual(['fire traffic-surge 2', 'join traffic-surge method-mix'])
    see({ 'client-surge': '!' })
    expect(told.at(-1)).toBe('join traffic-surge client-surge')
  })

  it('fires a part alone when there is no surge', () => {
    const { told, see } = build()
    see({ 'client-surge': '!!!', 'traffic-surge': '...' })
    expect(told).toEqual(['fire client-surge 0'])
  })

  it('takes the end of a surge for its aftermath, and the return after a drop likewise', () => {
    const surge = build('traffic-surge')
    surge.see({ 'traffic-drop': '!!!!' })
    expect(new Set(surge.told)).toEqual(new Set(['join traffic-surge traffic-drop']))
    const drop = build('traffic-drop')
    drop.see({ 'traffic-surge': '!!!!' })
    expect(new Set(drop.told)).toEqual(new Set(['join traffic-drop traffic-surge']))
  })
})
