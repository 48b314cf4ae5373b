import { describe, expect, it } from 'vitest'
import type { GroupTrait } from '../../../domain/source-features.ts'
import { login, missing, search, steady } from './attackers.fixture.ts'
import { isMember } from './group-member.ts'
import { firstBan, hashOf, judged, type Line, nearest, study } from './naive-study.fixture.ts'
import { people } from './people.fixture.ts'

const START = 1_772_000_000_000
const trait = (kind: GroupTrait['kind'], path: string | null): GroupTrait => ({
  ...{ kind, endpoint: path === null ? null : hashOf(path), text: '', since: START, nats: 7, grace: 30_000 },
})
const flooded = [trait('distributed-flood', '/search')]

describe('members of a group', () => {
  it.each<[string, Line[], GroupTrait[], string]>([
    ['one request in 3 s to the page', steady(1 / 3, 120, search('Mozilla/5.0')), flooded, 'distributed-flood'],
    ['some missing paths', steady(1 / 6, 60, missing), [trait('distributed-scan', null)], 'distributed-scan'],
    [
      'a refused login every 20 s',
      steady(1 / 20, 260, login(401)),
      [trait('credential-stuffing', '/login')],
      'credential-stuffing',
    ],
  ])('are found by little of their own: %s', (_, lines, groups, kind) => {
    expect(nearest(lines).nats).toBeLessThan(nearest(lines).needed)
    expect(firstBan(lines, { groups })).toMatchObject({ kind, behaviour: 'group-member' })
  })

  it('are judged by themselves where that suffices', () => {
    expect(firstBan(steady(100, 3, search()), { groups: flooded, kind: 6 })).toMatchObject({
      kind: 'distributed-flood',
    })
    expect(judged(steady(100, 3, search()), { groups: flooded })).toMatchObject({ kind: 'source-flood' })
  })

  it('of nets that are left after 100 requests are found within them', () => {
    expect(firstBan(steady(50, 2, search()), { kind: 6 })).toBeNull()
    expect(firstBan(steady(50, 2, search()), { kind: 6, groups: flooded })!.at).toBeLessThan(1.5)
  })

  it('came with it, do what it does, and no browsers', () => {
    const [group] = flooded as [GroupTrait]
    const member = study(steady(1 / 3, 120, search()), { groups: flooded })
    expect(isMember(member, group)).toBe(true)
    expect(isMember({ ...member, standing: 'known' }, group)).toBe(false)
    expect(isMember({ ...member, seen: member.seen + 40 }, group)).toBe(false)
    expect(isMember(member, { ...group, endpoint: 5 })).toBe(false)
    expect(isMember({ ...member, minutes: { ...member.minutes, referred: member.minutes.looked } }, group)).toBe(false)
  })

  it.each(people.filter(([name]) => /page|gallery|office|monitor|forgot|fonts|favicon/.test(name)))(
    'are not people who come meanwhile: %s',
    (_, lines, told) => {
      const groups = [
        ...flooded,
        trait('distributed-flood', null),
        trait('distributed-scan', null),
        trait('credential-stuffing', '/login'),
      ]
      const verdict = nearest(lines, { ...told, groups }, 20)
      expect(verdict.nats, JSON.stringify(verdict)).toBeLessThan(verdict.needed)
    },
  )
})
