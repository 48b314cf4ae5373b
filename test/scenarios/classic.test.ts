import { describe, expect, it } from 'vitest'
import { during, type Played, play, single, type Traffic, visitors } from './play.ts'

/** Seconds of history before anything happens: 30 minutes and one. */
const HISTORY = 1_860
const always = (traffic: Traffic) => ({ from: 0, to: Number.POSITIVE_INFINITY, traffic })
const from = (start: number, seconds: number, traffic: Traffic) => ({ from: start, to: start + seconds, traffic })

const bans = ({ told }: Played) => told.filter(({ type }) => type === 'ban')
/** Site incidents of the kinds that began to fire after the history. */
const fired = ({ told }: Played, ...kinds: readonly string[]) =>
  told.filter(
    ({ type, state, kind, subject, after }) =>
      type === 'incident' &&
      state === 'firing' &&
      subject === 'site' &&
      after > HISTORY &&
      kinds.includes(String(kind)),
  )
const resolved = ({ told }: Played, id: unknown) =>
  told.find((event) => event.type === 'incident' && event.state === 'resolved' && event.id === id)

describe('one address at 500 requests/s', () => {
  it.each([
    [5, 2],
    [50, 15],
  ])('is banned on a site of %d requests/s within %d s, and nobody else', (rate, within) => {
    const flood = from(HISTORY, 60, single('203.0.113.10', 500))
    const played = play(HISTORY + 900, during(always(visitors(rate)), flood))
    expect(bans(played)).toMatchObject([
      { address: '203.0.113.10', kind: 'source-flood', duration_s: 600, offence: 1, unit: 'requests/s', window_s: 60 },
    ])
    const [ban] = bans(played)
    expect(ban!.after - HISTORY).toBeLessThanOrEqual(within)
    expect(ban!.detector).toBe('z-score')
    expect(Number(ban!.observed)).toBeGreaterThan(Number(ban!.limit))
    expect(Number(ban!.expected)).toBeCloseTo(rate, -0.5)
    const surges = fired(played, 'traffic-surge')
    expect(
      surges.filter(({ after }) => after > ban!.after),
      'one cause, one incident',
    ).toEqual([])
    for (const { id } of surges) expect(resolved(played, id)!.after - ban!.after).toBeLessThanOrEqual(125)
    expect(played.told.filter(({ type }) => type === 'unban')).toMatchObject([{ cause: 'expired' }])
    const incident = played.told.find(({ kind }) => kind === 'source-flood')
    expect(resolved(played, incident!.id)).toBeDefined()
  })
})

describe('5,000 new addresses that together make ten times the traffic', () => {
  const many: Traffic = (_, random) =>
    Array.from({ length: 45 }, (__, i) => {
      const who = random.below(5_000)
      return { at: i * 22, address: `198.19.${who >> 8}.${who & 255}`, path: '/page/a' }
    })
  const played = play(HISTORY + 600, during(always(visitors(5)), from(HISTORY, 120, many)))

  it('raise one incident by the window detector within 5 s, which the 30-minute rules join within 12 s', () => {
    const surges = fired(played, 'traffic-surge', 'client-surge', 'bandwidth-surge').filter(
      ({ after }) => after < HISTORY + 120,
    )
    expect(new Set(surges.map(({ id, kind }) => `${kind} ${id}`)).size, 'told again when it grows').toBe(1)
    expect(surges[0]!.kind).toBe('traffic-surge')
    expect(surges[0]!.after - HISTORY).toBeLessThanOrEqual(5)
    expect(surges[0]!.parts).toContain('z-score-window')
    const within12 = play(HISTORY + 13, during(always(visitors(5)), from(HISTORY, 120, many)))
    const [open] = within12.events.flatMap((event) =>
      event.type === 'incident' && event.incident.kind === 'traffic-surge' ? [event.incident] : [],
    )
    expect(open!.parts).toEqual(expect.arrayContaining(['z-score', 'z-score-window']))
    expect(resolved(played, surges[0]!.id), 'it resolves when it stops').toBeDefined()
  })

  it('ban nobody', () => expect(bans(played)).toEqual([]))
})

describe('quality and structure', () => {
  it('raises method-mix within 60 s when 70/30 GET/POST turns 97/3 at equal rate', () => {
    const fresh = [1, 2, 3, 4, 5].filter((seed) => {
      const traffic = during(
        { from: 0, to: HISTORY, traffic: visitors(20, { posts: 0.3 }) },
        from(HISTORY, 120, visitors(20, { posts: 0.03 })),
        from(HISTORY + 120, 280, visitors(20, { posts: 0.3 })),
      )
      let open: unknown[] = []
      const each = (second: number, { brain }: Played['engine']) => {
        if (second === HISTORY + 60) open = brain.tracker.open().map(({ kind }) => kind)
      }
      const played = play(HISTORY + 400, traffic, { seed, each })
      expect(open).toContain('method-mix')
      expect(bans(played)).toEqual([])
      const [mix] = fired(played, 'method-mix')
      if (mix === undefined || mix.after > HISTORY + 60) return false
      expect(mix.unit).toMatch(/^% (GET|POST)$/)
      expect(resolved(played, mix.id)).toBeDefined()
      return true
    })
    // Where noise had raised one shortly before, that becomes more severe.
    expect(fresh).toHaveLength(5)
  })

  it.each([
    ['latency', { slow: 0.5 }],
    ['server-errors', { broken: 0.3 }],
    ['not-found', { missing: 0.4 }],
  ] as const)('raises %s when it breaks its norm, and resolves when it stops', (kind, trouble) => {
    const played = play(
      HISTORY + 400,
      during(
        { from: 0, to: HISTORY, traffic: visitors(20, { slow: 0 }) },
        from(HISTORY, 90, visitors(20, { slow: 0, ...trouble })),
        from(HISTORY + 90, 310, visitors(20, { slow: 0 })),
      ),
    )
    const [incident] = fired(played, kind)
    expect(incident!.after - HISTORY).toBeLessThanOrEqual(30)
    expect(resolved(played, incident!.id)).toBeDefined()
    expect(bans(played)).toEqual([])
  })

  it('raises traffic-drop when the site falls silent, and no surge when it comes back', () => {
    const played = play(
      HISTORY + 400,
      during({ from: 0, to: HISTORY, traffic: visitors(20) }, from(HISTORY + 40, 400, visitors(20)), {
        ...from(HISTORY, 40, single('198.18.0.1', 1)),
      }),
    )
    const [drop] = fired(played, 'traffic-drop')
    expect(drop!.after - HISTORY).toBeLessThanOrEqual(6)
    expect(resolved(played, drop!.id)).toBeDefined()
    expect(fired(played, 'traffic-surge').filter(({ after }) => after < HISTORY + 100)).toEqual([])
  })
})

describe('a source whose errors surge', () => {
  const tightening = (traffic: Traffic, address: string) => {
    let during60: unknown
    const played = play(HISTORY + 300, traffic, {
      each(second, { brain }) {
        if (second === HISTORY + 60) during60 = brain.tightened.of(address)
      },
    })
    return { played, during60, after: played.engine.brain.tightened.of(address) }
  }

  it('is held to strict limits at 60 % missing pages on a site of 2 %, until it stops, and is not banned', () => {
    const mixed: Traffic = (second) => [
      { at: 100, address: '203.0.113.20', path: `/a${second}`, status: second % 5 < 3 ? 404 : 200 },
    ]
    const { played, during60, after } = tightening(
      during(always(visitors(20)), from(HISTORY, 90, mixed)),
      '203.0.113.20',
    )
    expect(during60).toMatchObject({ until: null })
    expect(after).toMatchObject({ until: expect.any(Number) })
    expect(bans(played)).toEqual([])
    const { tightened } = played.engine.brain
    expect(tightened.of('198.18.0.1')?.until ?? null, 'an ordinary visitor').toBeDefined()
  })

  it('is so too when a bot loops on one failing page, and is banned by the strict limits earlier than by the plain ones', () => {
    const loop = (status: number) =>
      during(always(visitors(20)), from(HISTORY, 90, single('203.0.113.21', 32, { path: '/gone', status })))
    const { during60, played } = tightening(loop(404), '203.0.113.21')
    expect(during60).toMatchObject({ requests: expect.any(Number) })
    const strict = bans(played)[0]!
    expect(strict).toMatchObject({ address: '203.0.113.21', detector: 'z-score' })
    const plain = play(HISTORY + 300, loop(200))
    expect(bans(plain)).toEqual([])
  })
})

it('keeps the requests of a banned source out of windows and baseline', () => {
  const flood = from(700, 500, single('203.0.113.10', 400))
  const quiet = play(1_300, always(visitors(5)).traffic)
  const flooded = play(1_300, during(always(visitors(5)), flood))
  const mean = ({ engine }: Played) => engine.brain.baseline('requests')!.mean
  expect(bans(flooded)).toHaveLength(1)
  expect(Math.abs(mean(flooded) - mean(quiet))).toBeLessThan(0.5)
})
