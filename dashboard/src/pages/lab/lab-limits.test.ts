import { describe, expect, it } from 'vitest'
import type { SettingView } from '../../../../src/domain/site-desk.ts'
import { changedOptions, limitsOf, limitValues, optionWords } from './lab-limits.ts'

const setting = (option: string, value: string): SettingView => ({ option, value, is_default: true, description: '' })

describe('limits of a replay', () => {
  it('begin with what is in effect, however the file writes lists', () => {
    const flow = limitValues([setting('bans.ladder', '[10m, "2h", permanent]'), setting('classic.z', '4.5')])
    expect([flow['bans.ladder'], flow['classic.z'], flow['classic.multiplier']]).toEqual([
      '10m, 2h, permanent',
      '4.5',
      '5',
    ])
    expect(limitValues([setting('bans.ladder', '- 10m\n- permanent')])['bans.ladder']).toBe('10m, permanent')
  })

  it('are sent only where they were changed, and only those of the profile', () => {
    const usual = limitValues([])
    const values = { ...usual, 'classic.z': ' 4 ', 'bans.ladder': '1h,permanent', 'alarms.max_false_per_week': '7' }
    expect(changedOptions('classic', values, usual)).toEqual({
      classic: { z: 4 },
      bans: { ladder: ['1h', 'permanent'] },
    })
    expect(changedOptions('calibrated', values, usual)).toEqual({
      alarms: { max_false_per_week: 7 },
      bans: { ladder: ['1h', 'permanent'] },
    })
    expect(changedOptions('classic', usual, usual)).toEqual({})
  })

  it('keep two options of one group, and leave it to the server to refuse nonsense', () => {
    const usual = limitValues([])
    const values = { ...usual, 'classic.z': '4', 'classic.multiplier': 'many', format: 'combined' }
    expect(changedOptions('classic', values, usual)).toEqual({
      classic: { z: 4, multiplier: 'many' },
      format: 'combined',
    })
  })

  it('have none of the other profile', () => {
    expect(limitsOf('calibrated').some(({ option }) => option.startsWith('classic.'))).toBe(false)
  })

  it('are told in words', () => {
    expect(optionWords({ classic: { z: 4 }, bans: { ladder: ['1h', 'permanent'] }, format: 'combined' })).toBe(
      'classic.z 4, bans.ladder 1h, permanent, format combined',
    )
    expect(optionWords({})).toBe('')
  })
})
